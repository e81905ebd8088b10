import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import type { Invitation } from '../../../core/wire';
import { Confirm } from '../../../shared/confirm/confirm';
import { Notifier } from '../../../shared/feedback/notifier';
import { When } from '../../../shared/format/when';
import { ContentTemplate, States } from '../../../shared/states/states';
import { StatusChip, type StatusTone } from '../../../shared/status/status-chip';
import { TeamClient } from '../data/team-client';
import { TEAM_TEXTS, roleWords } from '../data/texts';

const TONES: Readonly<Record<Invitation['estado'], StatusTone>> = {
  pendiente: 'waiting',
  usada: 'paid',
  vencida: 'neutral',
  revocada: 'neutral',
};

/** Invitations that nobody accepted yet, each of which can be revoked; the older ones on demand. */
@Component({
  selector: 'app-invitations',
  imports: [ContentTemplate, MatButton, States, StatusChip, When],
  templateUrl: './invitations.html',
  styles: `
    ul {
      margin-block: var(--space-3);
    }

    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2) var(--space-3);
      min-block-size: 3.5rem;
      padding-block: var(--space-2);
      border-block-start: 1px solid var(--line);
    }

    .words {
      display: grid;
      flex: 1 1 14rem;
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
  `,
  host: { class: 'card', role: 'region', 'aria-labelledby': 'invitations-title' },
})
export class InvitationList {
  readonly #client = inject(TeamClient);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  protected readonly invitations = this.#client.invitations();
  protected readonly all = computed(() => (this.invitations.hasValue() ? this.invitations.value().invitaciones : []));
  readonly pending = computed(() => this.all().filter((row) => row.estado === 'pendiente'));
  protected readonly older = computed(() => this.all().filter((row) => row.estado !== 'pendiente'));
  protected readonly showsOlder = signal(false);
  protected readonly shown = computed(() => (this.showsOlder() ? [...this.pending(), ...this.older()] : this.pending()));
  protected readonly tones = TONES;
  protected readonly roleWords = roleWords;
  protected readonly texts = TEAM_TEXTS.invitations;

  reload(): void {
    this.invitations.reload();
  }

  protected async revoke(row: Invitation): Promise<void> {
    const { revoke, revokeConsequence, revokeTitle, revoked } = this.texts;
    const question = { title: revokeTitle(row.email), consequence: revokeConsequence, action: revoke, isDestructive: true };
    if (!(await this.#confirm.ask(question))) {
      return;
    }
    try {
      await this.#client.revoke(row.id);
      this.#notifier.done(revoked);
    } catch (failure) {
      this.#notifier.failed(failure);
    }
    this.reload();
  }
}
