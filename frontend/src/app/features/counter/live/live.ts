import { NgTemplateOutlet } from '@angular/common';
import { Component, DOCUMENT, DestroyRef, computed, effect, inject, input, linkedSignal, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { CurrentCompany } from '../../../core/company/company';
import { ApiProblem } from '../../../core/http/problem';
import { type Live, LiveReader } from '../../../core/live/live';
import { minorDigits, toMinor } from '../../../core/money/minor-units';
import { Notifier } from '../../../shared/feedback/notifier';
import { CountdownRing } from '../../../shared/format/countdown-ring';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import { LiveAge } from '../../../shared/live/live-age';
import { QrCode } from '../../../shared/qr/qr-code';
import { ProblemState } from '../../../shared/states/problem-state';
import { Skeleton } from '../../../shared/states/skeleton';
import { Receipt, SalesClient, brandWords } from '../../sales/api/sales';
import { entryOf } from '../data/amount-entry';
import { ChargeClient } from '../data/charge-client';
import { isCancellable, isOpen, isUnpaid, phaseOf } from '../data/charge-state';
import type { ChargeReading } from '../data/charge-wire';
import { CounterDraft } from '../data/counter-draft';
import { liveWords } from '../data/live-words';
import { COUNTER_TEXTS } from '../data/texts';
import { Outcome, type OutcomeTone } from '../ui/outcome';
import { Paid } from '../ui/paid';
import { TerminalAnimation } from '../ui/terminal-animation';
import { isOnControl, isTyping } from '../ui/typing';

const EVERY_MS = 1_500;
const LIFE_S = 15 * 60;

/** `/panel/cobrar/:id`: one charge, live, until it is decided. Can be left and come back to at any time. */
@Component({
  selector: 'app-live-charge',
  imports: [
    CountdownRing, Icon, LiveAge, MatButton, MoneyPipe, NgTemplateOutlet, Outcome, Paid, ProblemState, QrCode, Receipt, RouterLink,
    Skeleton, TerminalAnimation,
  ],
  templateUrl: './live.html',
  styleUrl: './live.scss',
  host: { '(document:keydown)': 'onKey($event)' },
})
export class LiveChargePage {
  readonly id = input.required<string>();
  readonly #router = inject(Router);
  readonly #document = inject(DOCUMENT);
  readonly #client = inject(ChargeClient);
  readonly #reader = inject(LiveReader);
  readonly #draft = inject(CounterDraft);
  readonly #company = inject(CurrentCompany);
  readonly #notifier = inject(Notifier);
  readonly #owner = inject(DestroyRef);

  protected readonly live = signal<Live<ChargeReading> | null>(null);
  protected readonly reading = computed(() => this.live()?.value());
  readonly #isAskedToCancel = linkedSignal({ source: this.id, computation: () => false });
  readonly #isCancelRefused = linkedSignal({ source: this.id, computation: () => false });
  protected readonly isCancelling = computed(
    () => this.#isAskedToCancel() || (this.reading()?.cancelRequested === true && !this.#isCancelRefused()),
  );
  protected readonly isTimeUp = linkedSignal({ source: this.id, computation: () => false });
  protected readonly channel = computed(() => (this.reading()?.channel === 'QR' ? 'QR' : 'POINT'));
  protected readonly phase = computed(() => {
    const reading = this.reading();
    return reading ? phaseOf(reading.status) : null;
  });
  /** Mercado Pago has not confirmed that it has the charge. */
  protected readonly isUnsure = computed(() => this.reading()?.orderId === null);
  protected readonly words = computed(() => {
    const phase = this.phase();
    return phase
      ? liveWords({
          phase,
          channel: this.channel(),
          statusDetail: this.reading()?.statusDetail ?? null,
          isCancelling: this.isCancelling(),
          isCancelRefused: this.#isCancelRefused(),
          isUnsure: this.isUnsure(),
        })
      : null;
  });
  protected readonly mayCancel = computed(() => {
    const phase = this.phase();
    return phase !== null && isCancellable(phase) && !this.isCancelling();
  });
  protected readonly isUnpaid = computed(() => {
    const phase = this.phase();
    return phase !== null && isUnpaid(phase);
  });
  protected readonly outcomeTone = computed<OutcomeTone>(() => {
    const phase = this.phase();
    return phase === 'undecided' || phase === 'refunded' ? phase : phase === 'failed' ? 'failed' : 'refunded';
  });
  protected readonly sale = inject(SalesClient).sale(computed(() => this.reading()?.saleId));
  protected readonly receipt = computed(() => (this.sale.hasValue() ? this.sale.value() : null));
  protected readonly meansWords = computed(() => meansOf(this.reading()));
  protected readonly companyName = this.#company.name;
  protected readonly lifeSeconds = LIFE_S;
  protected readonly texts = COUNTER_TEXTS;

  constructor() {
    effect((onCleanup) => {
      const id = this.id();
      const live = untracked(() =>
        this.#reader.follow(
          { read: () => this.#client.read(id), everyMs: EVERY_MS, isFinal: isSettled },
          this.#owner,
        ),
      );
      this.live.set(live);
      onCleanup(() => live.stop());
    });
    effect(() => {
      if (this.phase() === 'paid') {
        untracked(() => this.#draft.clear());
      }
    });
  }

  protected async cancel(): Promise<void> {
    if (!this.mayCancel()) {
      return;
    }
    this.#isAskedToCancel.set(true);
    try {
      await this.#client.cancel(this.id());
    } catch (failure) {
      this.#isAskedToCancel.set(false);
      this.#isCancelRefused.set(ApiProblem.from(failure).code === 'order_at_terminal');
      this.#notifier.failed(failure);
    }
    await this.live()?.refresh();
  }

  protected timeUp(): void {
    this.isTimeUp.set(true);
    void this.live()?.refresh();
  }

  /** Back to the amount, which is still there, or is put there again. */
  protected retry(): void {
    if (this.#draft.totalMinor() === 0) {
      const digits = minorDigits(this.#company.currency());
      this.#draft.mode.set('amount');
      this.#draft.entry.set(entryOf(toMinor(this.reading()?.amount ?? 0, digits), digits));
    }
    void this.#router.navigateByUrl('/panel/cobrar');
  }

  protected startAgain(): void {
    this.#draft.clear();
    void this.#router.navigateByUrl('/panel/cobrar');
  }

  protected print(): void {
    window.print();
  }

  protected onKey(event: KeyboardEvent): void {
    if (isTyping(event, this.#document)) {
      return;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      if (this.mayCancel()) {
        void this.cancel();
      } else if (this.isUnpaid()) {
        this.startAgain();
      }
    } else if (event.key === 'Enter' && !event.repeat && this.isUnpaid() && !isOnControl(event)) {
      event.preventDefault();
      this.retry();
    }
  }
}

/** Decided, and when it was paid, with its sale: nothing more will come. */
function isSettled(reading: ChargeReading): boolean {
  const phase = phaseOf(reading.status);
  return phase === 'paid' ? reading.saleId !== null : !isOpen(phase);
}

function meansOf(reading: ChargeReading | undefined): string {
  if (!reading) {
    return '';
  }
  const brand = brandWords(reading.cardBrand ?? reading.paymentMethod);
  const { card, installments } = COUNTER_TEXTS.paid;
  const means = reading.cardLastFour ? card(brand || 'Tarjeta', reading.cardLastFour) : brand;
  return [means, (reading.installments ?? 1) > 1 ? installments(reading.installments ?? 1) : ''].filter(Boolean).join(' · ');
}
