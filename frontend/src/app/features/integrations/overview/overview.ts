import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { Leave } from '../../../core/device/leave';
import { Confirm } from '../../../shared/confirm/confirm';
import { Notifier } from '../../../shared/feedback/notifier';
import { Icon } from '../../../shared/icon/icon';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, States } from '../../../shared/states/states';
import { IntegrationsClient } from '../data/integrations-client';
import type { AppType, LinkedAccount } from '../data/integrations-wire';
import { INTEGRATIONS_TEXTS } from '../data/texts';
import { AccountCard, type CardAction } from '../ui/account-card';

const KINDS: readonly AppType[] = ['POINT', 'QR', 'ONLINE'];

/** The sentences of the callback that deserve more words than "it failed". */
const RETURN_TEXTS = [
  { told: /^No se autorizó la conexión/, text: INTEGRATIONS_TEXTS.returned.denied },
  { told: /^El pedido de conexión no es válido/, text: INTEGRATIONS_TEXTS.returned.stale },
];

interface Returned {
  readonly isSuccess: boolean;
  readonly text: string;
  readonly next: string | null;
}

/** `/panel/integraciones`: the three connections with Mercado Pago. Also where Mercado Pago sends people back to. */
@Component({
  selector: 'app-integrations',
  imports: [AccountCard, ContentTemplate, Icon, MatIconButton, PageHeader, RouterLink, States],
  templateUrl: './overview.html',
  styleUrl: './overview.scss',
})
export class Integrations {
  /** What Mercado Pago's return left in the address. */
  readonly mp_success = input<string>();
  readonly mp_app = input<string>();
  readonly mp_error = input<string>();
  readonly #client = inject(IntegrationsClient);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  readonly #router = inject(Router);
  readonly #leave = inject(Leave);
  protected readonly accounts = this.#client.accounts();
  protected readonly busy = signal<{ appType: AppType; action: CardAction } | null>(null);
  protected readonly returned = signal<Returned | null>(null);
  protected readonly cards = computed(() => {
    const found = this.accounts.hasValue() ? this.accounts.value() : null;
    const of: Record<AppType, LinkedAccount | null> = {
      POINT: found?.point ?? null,
      QR: found?.qr ?? null,
      ONLINE: found?.online ?? null,
    };
    return KINDS.map((appType) => ({ appType, account: of[appType] }));
  });
  protected readonly sentence = computed(() =>
    this.accounts.hasValue()
      ? INTEGRATIONS_TEXTS.sentence(this.cards().filter(({ account }) => account?.isConnected).length)
      : '',
  );
  protected readonly texts = INTEGRATIONS_TEXTS;

  constructor() {
    effect(() => {
      const returned = wordsOf(this.mp_success(), this.mp_app(), this.mp_error());
      if (returned) {
        untracked(() => {
          this.returned.set(returned);
          // A reload must not repeat the news.
          void this.#router.navigate([], { queryParams: {}, replaceUrl: true });
        });
      }
    });
  }

  protected busyOf(appType: AppType): CardAction | null {
    const busy = this.busy();
    return busy?.appType === appType ? busy.action : null;
  }

  protected async act(appType: AppType, action: CardAction): Promise<void> {
    const kind = INTEGRATIONS_TEXTS.kinds[appType].title;
    if (action === 'disconnect' && !(await this.#isSure(appType))) {
      return;
    }
    this.busy.set({ appType, action });
    try {
      if (action === 'connect') {
        this.#leave.to(await this.#client.authorizationUrl(appType));
        return;
      }
      await (action === 'renew' ? this.#client.renew(appType) : this.#client.disconnect(appType));
      this.#notifier.done(
        action === 'renew' ? INTEGRATIONS_TEXTS.renewedDone(kind) : INTEGRATIONS_TEXTS.disconnected(kind),
      );
    } catch (failure) {
      this.#notifier.failed(failure);
    }
    this.busy.set(null);
    this.accounts.reload();
  }

  #isSure(appType: AppType): Promise<boolean> {
    return this.#confirm.ask({
      title: INTEGRATIONS_TEXTS.disconnectTitle(INTEGRATIONS_TEXTS.kinds[appType].title),
      consequence: INTEGRATIONS_TEXTS.disconnectConsequence[appType],
      action: INTEGRATIONS_TEXTS.disconnect,
      isDestructive: true,
    });
  }
}

function wordsOf(success: string | undefined, app: string | undefined, error: string | undefined): Returned | null {
  const texts = INTEGRATIONS_TEXTS.returned;
  if (success === 'true') {
    const kind = KINDS.find((one) => one === app) ?? 'POINT';
    const next = kind === 'ONLINE' ? null : texts.next;
    return { isSuccess: true, text: texts.success(INTEGRATIONS_TEXTS.kinds[kind].title), next };
  }
  if (error === undefined) {
    return null;
  }
  // Anybody can write an address: only what we know is worded, its text is never shown.
  const known = RETURN_TEXTS.find((one) => one.told.test(error));
  return { isSuccess: false, text: known?.text ?? texts.failed, next: null };
}
