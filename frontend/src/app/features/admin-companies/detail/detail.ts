import { Component, computed, inject, input, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { ApiProblem } from '../../../core/http/problem';
import { Confirm } from '../../../shared/confirm/confirm';
import { Dialogs } from '../../../shared/confirm/dialogs';
import { Notifier } from '../../../shared/feedback/notifier';
import { DayPipe } from '../../../shared/format/day-pipe';
import { MoneyPipe } from '../../../shared/format/money-pipe';
import { When } from '../../../shared/format/when';
import { Icon } from '../../../shared/icon/icon';
import { PageHeader } from '../../../shared/page/page-header';
import { ContentTemplate, EmptyTemplate, States } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { SubscriptionState } from '../../admin-subscriptions/api/subscriptions';
import { UsersClient, roleWords } from '../../admin-users/api/users';
import { CompaniesClient } from '../data/companies-client';
import type { CompanyDetail } from '../data/companies-wire';
import { COMPANIES_TEXTS } from '../data/texts';
import { InviteDialog, type InviteGiven, inviteTitle } from '../../team/api/team';
import { TransferDialog } from './transfer-dialog';

/** `/panel/admin/empresas/:id`: one company with its subscriptions, its people and what may be done with it. */
@Component({
  selector: 'app-company-detail',
  imports: [
    ContentTemplate, DayPipe, EmptyTemplate, Icon, MatButton, MoneyPipe, PageHeader, RouterLink, States, StatusChip,
    SubscriptionState, When,
  ],
  templateUrl: './detail.html',
  styleUrl: './detail.scss',
})
export class CompanyDetailPage {
  readonly id = input.required<string>();
  readonly #client = inject(CompaniesClient);
  readonly #users = inject(UsersClient);
  readonly #confirm = inject(Confirm);
  readonly #dialogs = inject(Dialogs);
  readonly #notifier = inject(Notifier);
  protected readonly company = this.#client.one(this.id);
  protected readonly invitations = this.#client.invitations(this.id);
  protected readonly people = resource({ params: () => this.id(), loader: ({ params }) => this.#users.peopleOf(params) });
  protected readonly shown = computed(() => (this.company.hasValue() ? this.company.value() : null));
  protected readonly pending = computed(() => (this.invitations.hasValue() ? this.invitations.value().invitaciones : []));
  protected readonly sentence = computed(() => {
    const company = this.shown();
    return company ? `${COMPANIES_TEXTS.states[company.estado ? 'true' : 'false']} · ${company.nit}` : '';
  });
  protected readonly place = computed(() => {
    const company = this.shown();
    return [company?.ciudad, company?.pais].filter(Boolean).join(', ');
  });
  protected readonly crumbs = [{ label: COMPANIES_TEXTS.title, path: '/panel/admin/empresas' }];
  protected readonly roleWords = roleWords;
  protected readonly texts = COMPANIES_TEXTS;
  protected readonly words = COMPANIES_TEXTS.detail;

  protected async invite(company: CompanyDetail): Promise<void> {
    const given: InviteGiven = {
      title: inviteTitle(company.nombre),
      role: 'cliente',
      invite: (email, role, key) => this.#client.invite(company.id, email, role, key),
    };
    if (await this.#dialogs.open<boolean>(InviteDialog, given)) {
      this.invitations.reload();
    }
  }

  protected async transfer(company: CompanyDetail): Promise<void> {
    if (await this.#dialogs.open<boolean>(TransferDialog, company)) {
      this.company.reload();
      this.people.reload();
    }
  }

  protected async deactivate(company: CompanyDetail): Promise<void> {
    const { state } = COMPANIES_TEXTS;
    const isAgreed = await this.#confirm.ask({
      title: state.deactivateTitle(company.nombre),
      consequence: state.deactivateConsequence,
      action: state.deactivate,
      isDestructive: true,
    });
    if (isAgreed) {
      await this.#close(company, false);
    }
  }

  protected async activate(company: CompanyDetail): Promise<void> {
    const { state } = COMPANIES_TEXTS;
    const isAgreed = await this.#confirm.ask({
      title: state.activateTitle(company.nombre),
      consequence: state.activateConsequence,
      action: state.activate,
    });
    if (isAgreed) {
      await this.#carryOut(() => this.#client.activate(company.id), state.activated);
    }
  }

  /** People still active there are named before they are sent away too. */
  async #close(company: CompanyDetail, isForced: boolean): Promise<void> {
    const { state } = COMPANIES_TEXTS;
    try {
      await this.#client.deactivate(company.id, isForced);
    } catch (failure) {
      if (ApiProblem.from(failure).code !== 'empresa_has_users') {
        this.#notifier.failed(failure);
        return;
      }
      const isAgreed = await this.#confirm.ask({
        title: state.forceTitle(company.nombre),
        consequence: state.forceConsequence,
        action: state.force,
        isDestructive: true,
      });
      if (isAgreed) {
        await this.#carryOut(() => this.#client.deactivate(company.id, true), state.deactivated);
      }
      return;
    }
    this.#notifier.done(state.deactivated);
    this.company.reload();
  }

  async #carryOut(work: () => Promise<void>, done: string): Promise<void> {
    try {
      await work();
      this.#notifier.done(done);
    } catch (failure) {
      this.#notifier.failed(failure);
    }
    this.company.reload();
  }
}
