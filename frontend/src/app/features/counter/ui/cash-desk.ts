import { Component, DOCUMENT, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { CurrentCompany } from '../../../core/company/company';
import { type MinorDigits, fromMinor } from '../../../core/money/minor-units';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { type AmountEntry, type AmountKey, EMPTY_ENTRY, amountKeyOf, entryMinor, entryOf, entryText, press } from '../data/amount-entry';
import { changeFor, likelyTenders } from '../data/cash';
import { COUNTER_TEXTS } from '../data/texts';
import { Keypad } from './keypad';
import { isOnControl, isTyping } from './typing';

/** Takes cash: what was handed over, and the change to give back. Empty means the exact amount. */
@Component({
  selector: 'app-cash-desk',
  imports: [Keypad, MatButton, MoneyPipe],
  templateUrl: './cash-desk.html',
  styleUrl: './cash-desk.scss',
  host: { '(document:keydown)': 'onKey($event)' },
})
export class CashDesk {
  readonly total = input.required<number>();
  readonly digits = input.required<MinorDigits>();
  readonly isSending = input(false);
  /** What was handed over, smallest units. */
  readonly confirmed = output<number>();
  readonly left = output();
  readonly #company = inject(CurrentCompany);
  readonly #document = inject(DOCUMENT);
  protected readonly entry = signal<AmountEntry>(EMPTY_ENTRY);
  protected readonly tendered = computed(() =>
    this.entry() === EMPTY_ENTRY ? this.total() : entryMinor(this.entry(), this.digits()),
  );
  protected readonly typed = computed(() =>
    entryText(this.entry() === EMPTY_ENTRY ? entryOf(this.total(), this.digits()) : this.entry(), this.#company.locale()),
  );
  protected readonly change = computed(() => changeFor(this.total(), this.tendered()));
  protected readonly likely = computed(() => likelyTenders(this.total(), this.#company.currency(), this.digits()));
  protected readonly texts = COUNTER_TEXTS.cash;

  protected units(minor: number): number {
    return fromMinor(minor, this.digits());
  }

  /** A round sum without its zero cents. */
  protected short(minor: number): string {
    return new Intl.NumberFormat(this.#company.locale(), {
      style: 'currency',
      currency: this.#company.currency(),
      currencyDisplay: 'narrowSymbol',
      maximumFractionDigits: 0,
    }).format(this.units(minor));
  }

  protected press(key: AmountKey): void {
    this.entry.update((entry) => press(entry, key, this.digits()));
    if (this.entry().whole === '' && this.entry().cents === null) {
      this.entry.set(EMPTY_ENTRY);
    }
  }

  protected take(minor: number | null): void {
    this.entry.set(minor === null ? EMPTY_ENTRY : entryOf(minor, this.digits()));
  }

  protected confirm(): void {
    if (this.change() !== null && !this.isSending()) {
      this.confirmed.emit(this.tendered());
    }
  }

  protected onKey(event: KeyboardEvent): void {
    if (isTyping(event, this.#document)) {
      return;
    }
    const key = amountKeyOf(event.key);
    if (key !== null) {
      event.preventDefault();
      this.press(key);
    } else if (event.key === 'Enter' && !event.repeat && !isOnControl(event)) {
      event.preventDefault();
      this.confirm();
    } else if (event.key === 'Escape') {
      this.left.emit();
    }
  }
}
