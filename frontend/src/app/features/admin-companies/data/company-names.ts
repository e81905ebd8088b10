import { Injectable, inject, signal, untracked } from '@angular/core';

import { CompaniesClient } from './companies-client';

/** Names of companies that are known by their id only, for chips and rows. Asked for once each. */
@Injectable({ providedIn: 'root' })
export class CompanyNames {
  readonly #client = inject(CompaniesClient);
  readonly #names = signal<Readonly<Partial<Record<string, string>>>>({});
  readonly #asked = new Set<string>();

  /** The name, or the id until it is known. */
  of(id: string): string {
    const name = this.#names()[id];
    if (name === undefined && !this.#asked.has(id)) {
      this.#asked.add(id);
      untracked(() => void this.#ask(id));
    }
    return name ?? id;
  }

  async #ask(id: string): Promise<void> {
    try {
      const { nombre } = await this.#client.read(id);
      this.#names.update((names) => ({ ...names, [id]: nombre }));
    } catch {
      // An address may hold any id: the chip shows it as it is.
    }
  }
}
