import { Injectable, inject, signal, untracked } from '@angular/core';

import { UsersClient } from './users-client';

/** Names of people who are known by their id only, for chips and facts. Asked for once each. */
@Injectable({ providedIn: 'root' })
export class UserNames {
  readonly #client = inject(UsersClient);
  readonly #names = signal<Readonly<Partial<Record<string, string>>>>({});
  readonly #asked = new Set<string>();

  /** The name, or `unknown` until it is known. */
  of(id: string, unknown: string): string {
    const name = this.#names()[id];
    if (name === undefined && !this.#asked.has(id)) {
      this.#asked.add(id);
      untracked(() => void this.#ask(id));
    }
    return name ?? unknown;
  }

  async #ask(id: string): Promise<void> {
    try {
      const { nombre } = await this.#client.read(id);
      this.#names.update((names) => ({ ...names, [id]: nombre }));
    } catch {
      // An address may hold any id: it is shown as it is.
    }
  }
}
