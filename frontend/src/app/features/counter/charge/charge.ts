import { Component, DOCUMENT, computed, effect, inject, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import { MANAGING_ROLES } from '../../../core/auth/user';
import { CurrentCompany } from '../../../core/company/company';
import { newIdempotencyKey } from '../../../core/http/idempotency';
import { LiveReader } from '../../../core/live/live';
import { fromMinor } from '../../../core/money/minor-units';
import { Notifier } from '../../../shared/feedback/notifier';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { Icon } from '../../../shared/icon/icon';
import { PageHeader } from '../../../shared/page/page-header';
import { EmptyState } from '../../../shared/states/empty-state';
import { ContentTemplate, EmptyTemplate, States } from '../../../shared/states/states';
import { type PointOfSale, PointsOfSaleClient } from '../../points-of-sale/api/points-of-sale';
import { Receipt } from '../../sales/api/sales';
import { amountKeyOf, entryOf, entryText } from '../data/amount-entry';
import { ChargeClient } from '../data/charge-client';
import { ChargeStart } from '../data/charge-start';
import type { Means, NewCharge } from '../data/charge-wire';
import { CounterDraft, type CounterMode } from '../data/counter-draft';
import { DeviceChoice } from '../data/device-choice';
import { COUNTER_TEXTS } from '../data/texts';
import { AmountDisplay } from '../ui/amount-display';
import { CashDesk } from '../ui/cash-desk';
import { Keypad } from '../ui/keypad';
import { LineEditor } from '../ui/line-editor';
import { MeansButtons } from '../ui/means-buttons';
import { OpenCharges } from '../ui/open-charges';
import { Paid } from '../ui/paid';
import { StartNotice } from '../ui/start-notice';
import { isOnControl, isTyping } from '../ui/typing';
import { CashSale } from './cash-sale';
import { CashNotice } from './cash-notice';

const OPEN_EVERY_MS = 10_000;
const MEANS_OF_KEY: Readonly<Record<string, Means>> = { q: 'QR', t: 'POINT', e: 'CASH' };

/** `/panel/cobrar`: what the customer pays, and how. Digits, comma, Backspace, Enter and Esc do all of it. */
@Component({
  selector: 'app-charge',
  imports: [
    AmountDisplay, CashDesk, CashNotice, ContentTemplate, EmptyState, EmptyTemplate, Icon, Keypad, LineEditor, MatButton,
    MeansButtons, MoneyPipe, OpenCharges, PageHeader, Paid, Receipt, RouterLink, StartNotice, States,
  ],
  templateUrl: './charge.html',
  styleUrl: './charge.scss',
  providers: [ChargeStart, CashSale],
  host: { '(document:keydown)': 'onKey($event)' },
})
export class Charge {
  readonly #router = inject(Router);
  readonly #document = inject(DOCUMENT);
  readonly #client = inject(ChargeClient);
  readonly #company = inject(CurrentCompany);
  readonly #notifier = inject(Notifier);
  protected readonly choice = inject(DeviceChoice);
  protected readonly draft = inject(CounterDraft);
  protected readonly start = inject(ChargeStart);
  protected readonly cash = inject(CashSale);
  protected readonly points = inject(PointsOfSaleClient).list();
  protected readonly open = inject(LiveReader).follow({ read: () => this.#client.listOpen(), everyMs: OPEN_EVERY_MS });
  protected readonly isAtCashDesk = signal(false);
  protected readonly isDescribing = signal(false);
  protected readonly freeing = signal<'no' | 'asking' | 'noted'>('no');
  protected readonly companyName = this.#company.name;
  protected readonly mayManage = inject(AuthSession).has(MANAGING_ROLES);
  protected readonly modes: readonly CounterMode[] = ['amount', 'items'];
  protected readonly texts = COUNTER_TEXTS;

  protected readonly activePoints = computed(() =>
    this.points.hasValue() ? this.points.value().filter((point) => point.isActive) : [],
  );
  protected readonly point = computed<PointOfSale | null>(() => {
    const points = this.activePoints();
    const remembered = points.find((point) => point.id === this.choice.pointOfSaleId());
    return remembered ?? points.find((point) => point.mpQrExternalId ?? point.mpDeviceId) ?? points[0] ?? null;
  });
  protected readonly offered = computed<readonly Means[]>(() => {
    const point = this.point();
    return [
      ...(point?.mpQrExternalId ? (['QR'] as const) : []),
      ...(point?.mpDeviceId ? (['POINT'] as const) : []),
      'CASH',
    ];
  });
  protected readonly preferred = computed<Means>(() => {
    const chosen = this.choice.means();
    return chosen !== null && this.offered().includes(chosen) ? chosen : (this.offered()[0] ?? 'CASH');
  });
  protected readonly amountText = computed(() => {
    const { mode, entry, totalMinor, digits } = this.draft;
    return entryText(mode() === 'amount' ? entry() : entryOf(totalMinor(), digits()), this.#company.locale());
  });
  protected readonly isDescribed = computed(() => this.isDescribing() || this.draft.description() !== '');
  /** Which of its faces the page shows. */
  protected readonly face = computed(() => {
    const { kind } = this.start.state();
    if (kind === 'sending' || kind === 'started') {
      return 'sending';
    }
    if (kind !== 'idle') {
      return 'notice';
    }
    const cash = this.cash.state().kind;
    if (cash === 'unreachable' || cash === 'refused' || cash === 'done') {
      return cash === 'done' ? 'paid' : 'cash-notice';
    }
    return this.isAtCashDesk() ? 'cash' : 'entry';
  });

  constructor() {
    effect(() => {
      const state = this.start.state();
      if (state.kind === 'started') {
        untracked(() => void this.#router.navigate(['/panel/cobrar', state.id]));
      }
    });
  }

  protected choosePoint(event: Event): void {
    this.choice.choosePointOfSale((event.target as HTMLSelectElement).value);
  }

  protected chooseMode(mode: CounterMode): void {
    this.draft.mode.set(mode);
  }

  protected describe(event: Event): void {
    this.draft.description.set((event.target as HTMLInputElement).value);
  }

  /** Enter in the description goes back to the counter's keys. */
  protected leaveField(event: Event): void {
    event.preventDefault();
    (event.target as HTMLElement).blur();
  }

  protected pay(means: Means): void {
    const point = this.point();
    if (point === null || !this.draft.isReady() || this.face() !== 'entry') {
      return;
    }
    this.choice.choosePointOfSale(point.id);
    this.choice.chooseMeans(means);
    if (means === 'CASH') {
      this.isAtCashDesk.set(true);
      return;
    }
    const description = this.draft.description().trim();
    const charge: NewCharge = {
      pointOfSaleId: point.id,
      amount: this.draft.total(),
      externalReference: `MOS-${newIdempotencyKey()}`,
      ...(description ? { description } : {}),
      sale: this.draft.saleDraft(),
    };
    void this.start.begin({ channel: means, charge });
  }

  protected takeCash(tenderedMinor: number): void {
    const point = this.point();
    if (point === null) {
      return;
    }
    const amountTendered = fromMinor(tenderedMinor, this.draft.digits());
    void this.cash.book({
      pointOfSaleId: point.id,
      items: this.draft.items(COUNTER_TEXTS.lines.saleName),
      payments: [{ method: 'CASH', amount: this.draft.total(), amountTendered }],
    });
  }

  /** Cancels the charge that occupies the device, then starts ours. */
  protected async free(orderId: string): Promise<void> {
    this.freeing.set('asking');
    try {
      const isDone = await this.#client.cancel(orderId);
      this.freeing.set(isDone ? 'no' : 'noted');
      if (isDone) {
        await this.start.retry();
      }
    } catch (failure) {
      this.freeing.set('no');
      this.#notifier.failed(failure);
    }
  }

  protected leaveNotice(): void {
    const wasUnreachable = this.start.state().kind === 'unreachable';
    this.start.reset();
    this.freeing.set('no');
    void this.open.refresh();
    if (wasUnreachable) {
      this.#notifier.done(COUNTER_TEXTS.unreachable.stopped);
    }
  }

  protected startAgain(): void {
    this.cash.reset();
    this.draft.clear();
    this.isAtCashDesk.set(false);
    this.isDescribing.set(false);
  }

  protected print(): void {
    window.print();
  }

  protected onKey(event: KeyboardEvent): void {
    if (isTyping(event, this.#document) || this.face() !== 'entry' || this.point() === null) {
      return;
    }
    const key = this.draft.mode() === 'amount' ? amountKeyOf(event.key) : null;
    if (key !== null) {
      event.preventDefault();
      this.draft.press(key);
    } else if (event.key === 'Escape') {
      this.draft.clear();
    } else if (!event.repeat) {
      this.#payByKey(event);
    }
  }

  #payByKey(event: KeyboardEvent): void {
    const isEnter = event.key === 'Enter' && !isOnControl(event);
    const means = isEnter ? this.preferred() : MEANS_OF_KEY[event.key.toLowerCase()];
    if (means !== undefined && this.offered().includes(means)) {
      event.preventDefault();
      this.pay(means);
    }
  }
}
