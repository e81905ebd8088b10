import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { ServerClock } from '../../../core/time/server-clock';
import { When } from '../../../shared/format/when';
import { Icon } from '../../../shared/icon/icon';
import type { IconName } from '../../../shared/icon/icon-names';
import { StatusChip, type StatusTone } from '../../../shared/status/status-chip';
import { type AccountState, stateOf, tokenLife } from '../data/account-state';
import type { AppType, LinkedAccount } from '../data/integrations-wire';
import { INTEGRATIONS_TEXTS } from '../data/texts';

export type CardAction = 'connect' | 'renew' | 'disconnect';

const ICONS: Readonly<Record<AppType, IconName>> = { POINT: 'contactless', QR: 'qr_code_2', ONLINE: 'link' };
const TONES: Readonly<Record<AccountState, StatusTone>> = {
  none: 'neutral',
  reauthorize: 'failed',
  expired: 'failed',
  expiring: 'waiting',
  connected: 'paid',
};

const ERRORS: Readonly<Record<string, string>> = INTEGRATIONS_TEXTS.errors;

/** One kind of connection: whose account, how long it lasts, what went wrong last, and the button that matters. */
@Component({
  selector: 'app-account-card',
  imports: [Icon, MatButton, StatusChip, When],
  templateUrl: './account-card.html',
  styleUrl: './account-card.scss',
  host: { class: 'card', role: 'group', '[attr.aria-label]': 'kind().title' },
})
export class AccountCard {
  readonly appType = input.required<AppType>();
  readonly account = input.required<LinkedAccount | null>();
  /** What is under way with this account. */
  readonly busyWith = input<CardAction | null>(null);
  readonly acted = output<CardAction>();
  readonly #clock = inject(ServerClock);
  protected readonly state = computed(() => stateOf(this.account(), this.#clock.now()));
  protected readonly tone = computed(() => TONES[this.state()]);
  protected readonly icon = computed(() => ICONS[this.appType()]);
  protected readonly kind = computed(() => INTEGRATIONS_TEXTS.kinds[this.appType()]);
  protected readonly life = computed(() => {
    const account = this.account();
    return account ? tokenLife(account, this.#clock.now()) : null;
  });
  protected readonly percent = computed(() => Math.round((this.life()?.left ?? 0) * 100));
  protected readonly isLinked = computed(() => this.state() !== 'none');
  protected readonly needsConnecting = computed(() => ['none', 'reauthorize', 'expired'].includes(this.state()));
  /** The last error in words; a code that we have no words for stays as it is, for support. */
  protected readonly lastError = computed(() => {
    const code = this.account()?.lastError;
    return code ? (ERRORS[code] ?? code) : null;
  });
  protected readonly texts = INTEGRATIONS_TEXTS;
}
