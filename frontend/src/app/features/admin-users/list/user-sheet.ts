import { Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import type { ShownUser } from '../../../core/wire';
import { Confirm } from '../../../shared/confirm/confirm';
import { Dialogs } from '../../../shared/confirm/dialogs';
import { ReasonDialog, type ReasonQuestion } from '../../../shared/confirm/reason-dialog';
import { Notifier } from '../../../shared/feedback/notifier';
import { DayPipe } from '../../../shared/format/day-pipe';
import { When } from '../../../shared/format/when';
import { SideSheet } from '../../../shared/sheet/side-sheet';
import { ContentTemplate, States } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { UsersClient } from '../data/users-client';
import { USERS_TEXTS } from '../data/texts';
import { UserPasswordDialog } from './password-dialog';

const LONGEST_REASON = 255;
const ANONYMOUS = /^anon-\d+@invalid$/;

/** One account beside the list, and everything that may be done with it. */
@Component({
  selector: 'app-user-sheet',
  imports: [ContentTemplate, DayPipe, MatButton, RouterLink, SideSheet, States, StatusChip, When],
  templateUrl: './user-sheet.html',
  styles: `
    .chips {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
      margin-block-end: var(--space-4);
    }

    dl {
      display: grid;
      grid-template-columns: minmax(6rem, auto) 1fr;
      gap: var(--space-3) var(--space-6);
      margin-block: var(--space-4);
    }

    dt {
      color: var(--ink-quiet);
    }

    dd {
      overflow-wrap: anywhere;
    }
  `,
})
export class UserSheet {
  readonly id = input.required<string>();
  readonly closed = output();
  /** Something of the account changed, or it is gone. */
  readonly changed = output();
  readonly #client = inject(UsersClient);
  readonly #session = inject(AuthSession);
  readonly #confirm = inject(Confirm);
  readonly #dialogs = inject(Dialogs);
  readonly #notifier = inject(Notifier);
  protected readonly user = this.#client.one(this.id);
  protected readonly shown = computed(() => (this.user.hasValue() ? this.user.value() : null));
  protected readonly isMine = computed(() => this.shown()?.id === this.#session.user()?.id);
  protected readonly isGone = computed(() => ANONYMOUS.test(this.shown()?.email ?? ''));
  protected readonly address = computed(() => {
    const one = this.shown();
    return [one?.direccion, one?.ciudad, one?.pais].filter(Boolean).join(', ');
  });
  protected readonly roles = USERS_TEXTS.roles;
  protected readonly states = USERS_TEXTS.states;
  protected readonly texts = USERS_TEXTS.sheet;

  protected async setPassword(one: ShownUser): Promise<void> {
    if (await this.#dialogs.open<boolean>(UserPasswordDialog, one)) {
      this.#done(USERS_TEXTS.password.done);
    }
  }

  protected async removeFactor(one: ShownUser): Promise<void> {
    const isDone = await this.#dialogs.open<boolean>(ReasonDialog, {
      title: USERS_TEXTS.factor.title(one.nombre),
      consequence: USERS_TEXTS.factor.consequence,
      action: USERS_TEXTS.sheet.removeFactor,
      isDestructive: true,
      needsReason: true,
      longestReason: LONGEST_REASON,
      hasNotes: false,
      send: ({ motivo }) => this.#client.removeSecondFactor(one.id, motivo),
    } satisfies ReasonQuestion);
    if (isDone) {
      this.#done(USERS_TEXTS.factor.done);
    }
  }

  protected async toggle(one: ShownUser): Promise<void> {
    const isAgreed =
      !one.is_active ||
      (await this.#confirm.ask({
        title: USERS_TEXTS.deactivate.title(one.nombre),
        consequence: USERS_TEXTS.deactivate.consequence,
        action: USERS_TEXTS.sheet.deactivate,
        isDestructive: true,
      }));
    if (isAgreed) {
      await this.#carryOut(async () => {
        const user = await this.#client.toggle(one.id);
        return user.is_active ? USERS_TEXTS.deactivate.activated : USERS_TEXTS.deactivate.done;
      });
    }
  }

  protected async erase(one: ShownUser): Promise<void> {
    const isAgreed = await this.#confirm.ask({
      title: USERS_TEXTS.erase.title(one.nombre),
      consequence: USERS_TEXTS.erase.consequence,
      action: USERS_TEXTS.sheet.erase,
      isDestructive: true,
    });
    if (isAgreed) {
      await this.#carryOut(async () => {
        const outcome = await this.#client.erase(one.id);
        this.closed.emit();
        return USERS_TEXTS.erase.outcomes[outcome];
      });
    }
  }

  async #carryOut(work: () => Promise<string>): Promise<void> {
    try {
      this.#done(await work());
    } catch (failure) {
      this.#notifier.failed(failure);
    }
  }

  #done(words: string): void {
    this.#notifier.done(words);
    this.user.reload();
    this.changed.emit();
  }
}
