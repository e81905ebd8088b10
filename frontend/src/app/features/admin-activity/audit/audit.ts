import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';

import { CurrentCompany } from '../../../core/company/company';
import { dayWords } from '../../../core/time/day';
import { fullTime } from '../../../core/time/relative-time';
import type { AuditEntry, AuditPage } from '../../../core/wire';
import { When } from '../../../shared/format/when';
import type { CsvColumn } from '../../../shared/list/csv';
import { CsvButton } from '../../../shared/list/csv-button';
import { injectList } from '../../../shared/list/list';
import { ListPage } from '../../../shared/list/list-page';
import { RowsReader } from '../../../shared/list/rows-reader';
import { PageHeader } from '../../../shared/page/page-header';
import { SideSheet } from '../../../shared/sheet/side-sheet';
import { EmptyState } from '../../../shared/states/empty-state';
import { EmptyTemplate } from '../../../shared/states/states';
import { CellTemplate } from '../../../shared/table/data-table';
import { CompanyField, CompanyNames } from '../../admin-companies/api/companies';
import { UserNames } from '../../admin-users/api/users';
import { entityText, verbText } from '../data/changes';
import { ACTIVITY_TEXTS } from '../data/texts';
import { ChangeTable } from '../ui/change-table';

const TEXTS = ACTIVITY_TEXTS.audit;
/** Where the things that were changed have pages. */
const PLACES: Readonly<Partial<Record<string, string>>> = {
  empresa: '/panel/admin/empresas',
  plan: '/panel/admin/planes',
  suscripcion: '/panel/admin/suscripciones',
};

/** `/panel/admin/auditoria`: who changed what, from where; each with before and after. */
@Component({
  selector: 'app-audit',
  imports: [
    CellTemplate, ChangeTable, CompanyField, CsvButton, EmptyState, EmptyTemplate, ListPage, PageHeader, RouterLink,
    SideSheet, When,
  ],
  templateUrl: './audit.html',
  styleUrl: './audit.scss',
})
export class Audit {
  readonly #rows = inject(RowsReader);
  readonly #company = inject(CurrentCompany);
  readonly #names = inject(CompanyNames);
  readonly #people = inject(UserNames);
  readonly #day = (day: string) => dayWords(day, '', this.#company.locale());
  protected readonly list = injectList<AuditEntry>({
    read: (ask) =>
      this.#rows.wrapped('/admin/auditoria', ask, (answer: AuditPage) => ({
        rows: answer.auditoria,
        total: answer.total,
      })),
    search: 'accion',
    filters: [
      { name: 'entidad', label: TEXTS.filters.entidad, kind: 'choice', choices: () => Object.entries(TEXTS.entities) },
      { name: 'origen', label: TEXTS.filters.origen, kind: 'choice', choices: () => Object.entries(TEXTS.origins) },
      { name: 'desde', label: TEXTS.filters.from, kind: 'date', words: (day) => TEXTS.chips.from(this.#day(day)) },
      { name: 'hasta', label: TEXTS.filters.to, kind: 'date', words: (day) => TEXTS.chips.to(this.#day(day)) },
      { name: 'ip', label: TEXTS.filters.ip, kind: 'text' },
      { name: 'entidad_id', label: TEXTS.filters.entityId, kind: 'text', words: TEXTS.chips.entityId },
      { name: 'usuario_id', label: TEXTS.filters.user, kind: 'hidden', words: (id) => this.#people.of(id, TEXTS.chips.user(id)) },
      { name: 'empresa_id', label: TEXTS.filters.company, kind: 'custom', words: (id) => this.#names.of(id) },
    ],
  });
  protected readonly chosenId = signal<number | null>(null);
  protected readonly chosen = computed(() => this.list.rows().find((row) => row.id === this.chosenId()) ?? null);
  protected readonly sentence = computed(() => {
    const total = this.list.total();
    return total === null ? '' : TEXTS.sentence(new Intl.NumberFormat(this.#company.locale()).format(total));
  });
  protected readonly columns = Object.entries(TEXTS.columns).map(([key, label]) => ({ key, label }));
  protected readonly csv: readonly CsvColumn<AuditEntry>[] = [
    { label: TEXTS.csv.id, value: (row) => row.id },
    { label: TEXTS.columns.fecha, value: (row) => row.fecha },
    { label: TEXTS.columns.quien, value: (row) => this.who(row) },
    { label: TEXTS.columns.accion, value: (row) => row.accion },
    { label: TEXTS.columns.entidad, value: (row) => row.entidad },
    { label: TEXTS.csv.numero, value: (row) => row.entidad_id },
    { label: TEXTS.csv.empresa, value: (row) => row.empresa_id },
    { label: TEXTS.columns.origen, value: (row) => this.origin(row) },
    { label: TEXTS.csv.ip, value: (row) => row.ip },
    { label: TEXTS.csv.antes, value: (row) => row.antes && JSON.stringify(row.antes) },
    { label: TEXTS.csv.despues, value: (row) => row.despues && JSON.stringify(row.despues) },
  ];
  protected readonly texts = TEXTS;

  protected readonly nameOf = (row: AuditEntry): string => `${this.entity(row)} ${row.entidad_id}: ${this.verb(row)}`;

  protected who(row: AuditEntry): string {
    if (row.usuario_id !== null) {
      return row.usuario_nombre ?? TEXTS.person(row.usuario_id);
    }
    return row.api_key_id === null ? TEXTS.system : TEXTS.key(row.api_key_id);
  }

  protected verb(row: AuditEntry): string {
    return verbText(row.accion);
  }

  protected entity(row: AuditEntry): string {
    return entityText(row.entidad);
  }

  protected origin(row: AuditEntry): string {
    return TEXTS.origins[row.origen];
  }

  protected fullTime(at: string): string {
    return fullTime(at, this.#company.locale(), this.#company.timeZone());
  }

  protected companyName(id: number): string {
    return this.#names.of(String(id));
  }

  protected placeOf(row: AuditEntry): string[] | null {
    const place = PLACES[row.entidad];
    return place ? [place, row.entidad_id] : null;
  }
}
