import { httpResource } from '@angular/common/http';
import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import type { Sessions as SessionList } from '../../../core/wire';
import { Confirm } from '../../../shared/confirm/confirm';
import { Notifier } from '../../../shared/feedback/notifier';
import { When } from '../../../shared/format/when';
import { Icon } from '../../../shared/icon/icon';
import { ContentTemplate, States } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { AccountClient } from '../data/account-client';
import { deviceName, isHandheld } from '../data/device-name';
import { ACCOUNT_TEXTS } from '../data/texts';

/** The devices that are signed in, each of which can be sent away. */
@Component({
  selector: 'app-sessions',
  imports: [ContentTemplate, Icon, MatButton, States, StatusChip, When],
  templateUrl: './sessions.html',
  styleUrl: './sessions.scss',
})
export class Sessions {
  readonly #client = inject(AccountClient);
  readonly #session = inject(AuthSession);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  readonly #router = inject(Router);
  protected readonly texts = ACCOUNT_TEXTS.sessions;
  protected readonly sessions = httpResource<SessionList>(() => '/auth/sessions');
  protected readonly rows = computed(() =>
    (this.sessions.hasValue() ? this.sessions.value().sesiones : []).map((row) => ({
      ...row,
      device: deviceName(row.agente, this.texts.on) ?? this.texts.unknownDevice,
      isHandheld: isHandheld(row.agente),
    })),
  );

  protected async close(id: number, device: string): Promise<void> {
    const agreed = await this.#confirm.ask({
      title: this.texts.closeTitle(device),
      consequence: this.texts.closeConsequence,
      action: this.texts.close,
      isDestructive: true,
    });
    if (!agreed) {
      return;
    }
    try {
      await this.#client.closeSession(id);
      this.#notifier.done(this.texts.closed);
    } catch (failure) {
      this.#notifier.failed(failure);
    }
    this.sessions.reload();
  }

  protected async closeAll(): Promise<void> {
    const agreed = await this.#confirm.ask({
      title: this.texts.allTitle,
      consequence: this.texts.allConsequence,
      action: this.texts.all,
      isDestructive: true,
    });
    if (!agreed) {
      return;
    }
    try {
      await this.#session.signOut(true);
      await this.#router.navigateByUrl('/ingresar?motivo=todas');
    } catch (failure) {
      this.#notifier.failed(failure);
    }
  }
}
