import { Component, computed, inject, input, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import type { Person } from '../../../core/wire';
import { Confirm } from '../../../shared/confirm/confirm';
import { Dialogs } from '../../../shared/confirm/dialogs';
import { Notifier } from '../../../shared/feedback/notifier';
import { When } from '../../../shared/format/when';
import { Icon } from '../../../shared/icon/icon';
import type { CsvColumn } from '../../../shared/list/csv';
import { CsvButton } from '../../../shared/list/csv-button';
import { injectList } from '../../../shared/list/list';
import { ListPage } from '../../../shared/list/list-page';
import { PageHeader } from '../../../shared/page/page-header';
import { SideSheet } from '../../../shared/sheet/side-sheet';
import { EmptyState } from '../../../shared/states/empty-state';
import { EmptyTemplate } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { CellTemplate } from '../../../shared/table/data-table';
import { TeamClient } from '../data/team-client';
import { type CompanyRole, TEAM_TEXTS, roleWords } from '../data/texts';
import { InviteDialog, type InviteGiven } from '../ui/invite-dialog';
import { RoleDialog } from '../ui/role-dialog';
import { InvitationList } from './invitations';

const WORDS = TEAM_TEXTS.columns;
const CSV: readonly CsvColumn<Person>[] = [
  { label: WORDS.nombre, value: (row) => row.nombre },
  { label: TEAM_TEXTS.csv.email, value: (row) => row.email },
  { label: WORDS.rol, value: (row) => roleWords(row.rol) },
  { label: WORDS.estado, value: (row) => TEAM_TEXTS.states[row.is_active ? 'activo' : 'inactivo'] },
  { label: TEAM_TEXTS.csv.otp, value: (row) => row.otp_enabled },
  { label: WORDS.creado_en, value: (row) => row.creado_en },
];

/** `/mi-cuenta/equipo`: who works in the company and who is invited; the person in `ver` stands beside the list. */
@Component({
  selector: 'app-people',
  imports: [
    CellTemplate, CsvButton, EmptyState, EmptyTemplate, Icon, InvitationList, ListPage, MatButton, PageHeader, SideSheet,
    StatusChip, When,
  ],
  templateUrl: './people.html',
  styleUrl: './people.scss',
})
export class PeoplePage {
  /** Of the address: the person that is looked at. */
  readonly ver = input<string>();
  readonly #client = inject(TeamClient);
  readonly #confirm = inject(Confirm);
  readonly #dialogs = inject(Dialogs);
  readonly #notifier = inject(Notifier);
  readonly #router = inject(Router);
  readonly #session = inject(AuthSession);
  protected readonly invitations = viewChild.required(InvitationList);
  protected readonly list = injectList<Person>({
    read: (ask) => this.#client.page(ask),
    search: 'search',
    filters: [
      { name: 'rol', label: TEAM_TEXTS.filters.rol, kind: 'choice', choices: () => Object.entries(TEAM_TEXTS.roles) },
      {
        name: 'estado',
        label: TEAM_TEXTS.filters.estado,
        kind: 'choice',
        choices: () => Object.entries(TEAM_TEXTS.states),
        words: (value) => (value === 'inactivo' ? TEAM_TEXTS.statePlural.inactivo : TEAM_TEXTS.statePlural.activo),
      },
    ],
    sorts: {
      estado: (row) => row.is_active,
      nombre: (row) => row.nombre,
      rol: (row) => roleWords(row.rol),
      creado_en: (row) => row.creado_en,
    },
  });
  protected readonly shown = computed(() => this.list.rows().find((row) => String(row.id) === this.ver()) ?? null);
  protected readonly sentence = computed(() => {
    const total = this.list.total();
    return total === null ? '' : TEAM_TEXTS.sentence(total, this.invitations().pending().length);
  });
  protected readonly columns = Object.entries(WORDS).map(([key, label]) => ({ key, label }));
  protected readonly csv = CSV;
  protected readonly roleWords = roleWords;
  protected readonly texts = TEAM_TEXTS;

  protected readonly nameOf = (row: Person): string => row.nombre;

  protected isMe(row: Person): boolean {
    return row.id === this.#session.user()?.id;
  }

  protected show(id: number | null): void {
    void this.#router.navigate([], { queryParams: { ver: id }, queryParamsHandling: 'merge' });
  }

  protected async invite(): Promise<void> {
    const given: InviteGiven = {
      title: TEAM_TEXTS.invite.title,
      role: 'cashier',
      invite: (email, rol, key) => this.#client.invite({ email, rol }, key),
    };
    if (await this.#dialogs.open<boolean>(InviteDialog, given)) {
      this.invitations().reload();
    }
  }

  protected async changeRole(person: Person): Promise<void> {
    const role = await this.#dialogs.open<CompanyRole>(RoleDialog, person);
    if (role) {
      this.#notifier.done(TEAM_TEXTS.role.done(person.nombre, roleWords(role)));
      this.list.reload();
    }
  }

  protected async toggle(person: Person): Promise<void> {
    const { title, consequence, done, activated } = TEAM_TEXTS.deactivation;
    const action = TEAM_TEXTS.sheet.deactivate;
    const isAgreed =
      !person.is_active ||
      (await this.#confirm.ask({ title: title(person.nombre), consequence, action, isDestructive: true }));
    if (!isAgreed) {
      return;
    }
    try {
      await this.#client.change(person.id, { is_active: !person.is_active });
      this.#notifier.done(person.is_active ? done(person.nombre) : activated(person.nombre));
    } catch (failure) {
      this.#notifier.failed(failure);
    }
    this.list.reload();
  }
}
