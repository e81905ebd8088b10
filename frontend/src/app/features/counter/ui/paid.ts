import { Component, type ElementRef, afterNextRender, input, output, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { MoneyPipe } from '../../../shared/format/money-pipe';
import { COUNTER_TEXTS } from '../data/texts';

/** The whole screen says: paid. "Nuevo cobro" has the focus, Esc does the same. */
@Component({
  selector: 'app-paid',
  imports: [MatButton, MoneyPipe, RouterLink],
  templateUrl: './paid.html',
  styleUrl: './paid.scss',
  // Printing hides the dialog, which costs it the focus.
  host: { '(window:afterprint)': 'focusAgain()' },
})
export class Paid {
  readonly amount = input.required<number>();
  /** How it was paid, in words. */
  readonly means = input('');
  /** Change to give back; null when nobody paid in cash. */
  readonly change = input<number | null>(null);
  readonly saleId = input<string | null>(null);
  readonly saleNumber = input<string | null>(null);
  readonly again = output();
  readonly printed = output();
  protected readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly texts = COUNTER_TEXTS.paid;

  constructor() {
    afterNextRender(() => {
      this.dialog().nativeElement.showModal();
      this.focusAgain();
    });
  }

  protected focusAgain(): void {
    this.dialog().nativeElement.querySelector<HTMLElement>('[data-again]')?.focus();
  }

  protected escape(event: Event): void {
    event.preventDefault();
    this.again.emit();
  }
}
