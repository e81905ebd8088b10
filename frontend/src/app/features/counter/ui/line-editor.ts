import { Component, DOCUMENT, afterNextRender, inject, Injector, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { fromMinor } from '../../../core/money/minor-units';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import { CounterDraft } from '../data/counter-draft';
import { type LineFault, type TypedLine, isBlank, readLine } from '../data/sale-lines';
import { COUNTER_TEXTS } from '../data/texts';

/** The lines of a sale: product, quantity, price; discount and VAT on demand. Enter goes on to the next line. */
@Component({
  selector: 'app-line-editor',
  imports: [Icon, MatButton, MoneyPipe],
  templateUrl: './line-editor.html',
  styleUrl: './line-editor.scss',
})
export class LineEditor {
  readonly #document = inject(DOCUMENT);
  readonly #injector = inject(Injector);
  protected readonly draft = inject(CounterDraft);
  /** Lines that were left once: from then on they say what is wrong with them. */
  protected readonly touched = signal<ReadonlySet<number>>(new Set());
  protected readonly texts = COUNTER_TEXTS.lines;

  constructor() {
    if (this.draft.lines().length === 0) {
      this.draft.addLine();
    }
  }

  protected faultOf(line: TypedLine): LineFault | null {
    if (isBlank(line)) {
      return null;
    }
    const reading = readLine(line, this.draft.digits());
    return typeof reading === 'string' ? reading : null;
  }

  protected totalOf(line: TypedLine): number {
    const reading = readLine({ ...line, productName: line.productName || '-' }, this.draft.digits());
    return typeof reading === 'string' ? 0 : fromMinor(reading.total, this.draft.digits());
  }

  protected change(id: number, field: 'productName' | 'quantity' | 'unitPrice' | 'discount', event: Event): void {
    this.draft.changeLine(id, { [field]: (event.target as HTMLInputElement).value });
  }

  protected changeTax(id: number, event: Event): void {
    this.draft.changeLine(id, { taxRate: Number((event.target as HTMLSelectElement).value) });
  }

  protected select(event: Event): void {
    (event.target as HTMLInputElement).select();
  }

  protected leave(id: number, event: FocusEvent): void {
    const stays = (event.currentTarget as HTMLElement).contains(event.relatedTarget as Node | null);
    if (!stays) {
      this.touched.update((touched) => new Set([...touched, id]));
    }
  }

  /** Enter: the next field of the line, then a new line. */
  protected next(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    const field = event.target as HTMLInputElement;
    const fields = [...(field.closest('.fields')?.querySelectorAll('input') ?? [])];
    const following = fields[fields.indexOf(field) + 1];
    if (following) {
      following.focus();
    } else {
      this.add();
    }
  }

  protected add(): void {
    const blank = this.draft.lines().find((line) => isBlank(line));
    this.#focus(blank?.id ?? this.draft.addLine());
  }

  protected remove(id: number): void {
    this.draft.removeLine(id);
    if (this.draft.lines().length === 0) {
      this.#focus(this.draft.addLine());
    }
  }

  #focus(id: number): void {
    afterNextRender(() => this.#document.getElementById(`line-name-${id}`)?.focus(), { injector: this.#injector });
  }
}
