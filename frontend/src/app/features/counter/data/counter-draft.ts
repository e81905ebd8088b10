import { Injectable, computed, inject, signal } from '@angular/core';

import { CurrentCompany } from '../../../core/company/company';
import { fromMinor, minorDigits } from '../../../core/money/minor-units';
import { type AmountEntry, type AmountKey, EMPTY_ENTRY, entryMinor, press } from './amount-entry';
import type { DraftItem, SaleDraft } from './charge-wire';
import { type ReadLine, type TypedLine, emptyLine, isBlank, readLine, taxRatesOf, wireLine } from './sale-lines';

export type CounterMode = 'amount' | 'items';

/** What the next customer is to pay. Outlives the page, so that a refused charge can be repeated as it was. */
@Injectable({ providedIn: 'root' })
export class CounterDraft {
  readonly #company = inject(CurrentCompany);
  #lastLine = 0;
  readonly mode = signal<CounterMode>('amount');
  readonly entry = signal<AmountEntry>(EMPTY_ENTRY);
  readonly lines = signal<readonly TypedLine[]>([]);
  readonly description = signal('');

  readonly digits = computed(() => minorDigits(this.#company.currency()));
  readonly taxRates = computed(() => taxRatesOf(this.#company.currency()));
  /** The lines that count, added up or with what is wrong. */
  readonly readings = computed(() =>
    this.lines()
      .filter((line) => !isBlank(line))
      .map((line) => readLine(line, this.digits())),
  );
  /** What is to be paid, in smallest units. Wrong lines count nothing. */
  readonly totalMinor = computed(() =>
    this.mode() === 'amount'
      ? entryMinor(this.entry(), this.digits())
      : this.#rightLines().reduce((sum, line) => sum + line.total, 0),
  );
  /** What is to be paid, in units as the API takes it. */
  readonly total = computed(() => fromMinor(this.totalMinor(), this.digits()));
  readonly isReady = computed(
    () => this.totalMinor() > 0 && (this.mode() === 'amount' || this.#rightLines().length === this.readings().length),
  );
  readonly #rightLines = computed(() =>
    this.readings().filter((reading): reading is ReadLine => typeof reading !== 'string'),
  );

  press(key: AmountKey): void {
    this.entry.update((entry) => press(entry, key, this.digits()));
  }

  addLine(): number {
    this.#lastLine += 1;
    const line = emptyLine(this.#lastLine, this.taxRates()[0] ?? 0);
    this.lines.update((lines) => [...lines, line]);
    return line.id;
  }

  changeLine(id: number, change: Partial<TypedLine>): void {
    this.lines.update((lines) => lines.map((line) => (line.id === id ? { ...line, ...change } : line)));
  }

  removeLine(id: number): void {
    this.lines.update((lines) => lines.filter((line) => line.id !== id));
  }

  clear(): void {
    this.entry.set(EMPTY_ENTRY);
    this.lines.set([]);
    this.description.set('');
  }

  /** The lines as the API takes them; one line for the whole amount when only an amount was typed. */
  items(fallbackName: string): DraftItem[] {
    if (this.mode() === 'items') {
      return this.#rightLines().map((line) => wireLine(line, this.digits()));
    }
    return [{ productName: this.description().trim() || fallbackName, quantity: 1, unitPrice: this.total(), discount: 0 }];
  }

  /** The sale that a charge carries. */
  saleDraft(): SaleDraft {
    return this.mode() === 'items' ? { items: this.items('') } : {};
  }
}
