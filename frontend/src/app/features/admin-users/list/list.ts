import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import type { ListedUser } from '../../../core/wire';
import { When } from '../../../shared/format/when';
import { Icon } from '../../../shared/icon/icon';
import type { CsvColumn } from '../../../shared/list/csv';
import { CsvButton } from '../../../shared/list/csv-button';
import { injectList } from '../../../shared/list/list';
import { ListPage } from '../../../shared/list/list-page';
import { PageHeader } from '../../../shared/page/page-header';
import { EmptyState } from '../../../shared/states/empty-state';
import { EmptyTemplate } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { CellTemplate } from '../../../shared/table/data-table';
import { CompanyField, CompanyNames } from '../../admin-companies/api/companies';
import { UsersClient } from '../data/users-client';
import { USERS_TEXTS } from '../data/texts';
import { UserSheet } from './user-sheet';

const WORDS = USERS_TEXTS.columns;
const CSV: readonly CsvColumn<ListedUser>[] = [
  { label: USERS_TEXTS.csv.id, value: (row) => row.id },
  { label: WORDS.nombre, value: (row) => row.nombre },
  { label: USERS_TEXTS.csv.email, value: (row) => row.email },
  { label: WORDS.rol, value: (row) => USERS_TEXTS.roles[row.rol] },
  { label: WORDS.empresa, value: (row) => row.empresa?.nombre },
  { label: USERS_TEXTS.csv.nit, value: (row) => row.empresa?.nit },
  { label: WORDS.estado, value: (row) => USERS_TEXTS.states[row.is_active ? 'activo' : 'inactivo'] },
  { label: USERS_TEXTS.csv.otp, value: (row) => row.otp_enabled },
  { label: USERS_TEXTS.csv.verified, value: (row) => row.email_verificado },
  { label: WORDS.creado_en, value: (row) => row.creado_en },
];

/** `/panel/admin/usuarios`: the accounts of all companies; the one in `ver` stands beside the list. */
@Component({
  selector: 'app-users-list',
  imports: [
    CellTemplate, CompanyField, CsvButton, EmptyState, EmptyTemplate, Icon, ListPage, MatButton, PageHeader, RouterLink,
    StatusChip, UserSheet, When,
  ],
  templateUrl: './list.html',
})
export class UsersList {
  /** Of the address: the account that is looked at. */
  readonly ver = input<string>();
  readonly #router = inject(Router);
  readonly #client = inject(UsersClient);
  readonly #names = inject(CompanyNames);
  protected readonly counts = this.#client.counts();
  protected readonly list = injectList<ListedUser>({
    read: (ask) => this.#client.page(ask),
    search: 'search',
    filters: [
      { name: 'rol', label: USERS_TEXTS.filters.rol, kind: 'choice', choices: () => Object.entries(USERS_TEXTS.roles) },
      {
        name: 'estado',
        label: USERS_TEXTS.filters.estado,
        kind: 'choice',
        choices: () => Object.entries(USERS_TEXTS.states),
        words: (value) => (value === 'inactivo' ? USERS_TEXTS.statePlural.inactivo : USERS_TEXTS.statePlural.activo),
      },
      {
        name: 'empresa_id',
        label: USERS_TEXTS.filters.company,
        kind: 'custom',
        words: (id) => this.#names.of(id),
      },
    ],
    sorts: {
      estado: (row) => row.is_active,
      nombre: (row) => row.nombre,
      rol: (row) => USERS_TEXTS.roles[row.rol],
      empresa: (row) => row.empresa?.nombre,
      creado_en: (row) => row.creado_en,
    },
  });
  protected readonly sentence = computed(() => {
    const counts = this.counts.hasValue() ? this.counts.value() : null;
    return counts ? USERS_TEXTS.sentence(counts.activos, counts.total, counts.con_2fa) : '';
  });
  protected readonly columns = Object.entries(WORDS).map(([key, label]) => ({ key, label }));
  protected readonly csv = CSV;
  protected readonly texts = USERS_TEXTS;

  protected readonly nameOf = (row: ListedUser): string => row.nombre;

  protected roleWords(row: ListedUser): string {
    return USERS_TEXTS.roles[row.rol];
  }

  protected show(id: number | null): void {
    void this.#router.navigate([], { queryParams: { ver: id }, queryParamsHandling: 'merge' });
  }

  protected refresh(): void {
    this.list.reload();
    this.counts.reload();
  }
}
