import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { DayPipe } from '../../../shared/format/day-pipe';
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
import { CompaniesClient } from '../data/companies-client';
import type { ListedCompany } from '../data/companies-wire';
import { COMPANIES_TEXTS } from '../data/texts';

const WORDS = COMPANIES_TEXTS.columns;
const CSV: readonly CsvColumn<ListedCompany>[] = [
  { label: COMPANIES_TEXTS.csv.id, value: (row) => row.id },
  { label: WORDS.nombre, value: (row) => row.nombre },
  { label: COMPANIES_TEXTS.csv.nit, value: (row) => row.nit },
  { label: WORDS.estado, value: (row) => (row.estado ? COMPANIES_TEXTS.states.true : COMPANIES_TEXTS.states.false) },
  { label: WORDS.contacto, value: (row) => row.contacto },
  { label: WORDS.plan, value: (row) => row.suscripcion_activa?.plan.nombre },
  { label: WORDS.vence, value: (row) => row.suscripcion_activa?.fecha_fin },
  { label: COMPANIES_TEXTS.csv.moneda, value: (row) => row.moneda },
  { label: COMPANIES_TEXTS.csv.zona, value: (row) => row.zona_horaria },
  { label: COMPANIES_TEXTS.csv.pais, value: (row) => row.pais },
  { label: COMPANIES_TEXTS.csv.ciudad, value: (row) => row.ciudad },
  { label: WORDS.creado_en, value: (row) => row.creado_en },
];

/** `/panel/admin/empresas`: every company of the platform. */
@Component({
  selector: 'app-companies-list',
  imports: [
    CellTemplate, CsvButton, DayPipe, EmptyState, EmptyTemplate, Icon, ListPage, MatButton, PageHeader, RouterLink,
    StatusChip, When,
  ],
  templateUrl: './list.html',
})
export class CompaniesList {
  readonly #router = inject(Router);
  readonly #client = inject(CompaniesClient);
  protected readonly list = injectList<ListedCompany>({
    read: (ask) => this.#client.page(ask),
    search: 'search',
    filters: [
      {
        name: 'estado',
        label: COMPANIES_TEXTS.filters.estado,
        kind: 'choice',
        choices: () => Object.entries(COMPANIES_TEXTS.states),
        words: (value) => (value === 'false' ? COMPANIES_TEXTS.statePlural.false : COMPANIES_TEXTS.statePlural.true),
      },
    ],
    sorts: {
      estado: (row) => row.estado,
      nombre: (row) => row.nombre,
      contacto: (row) => row.contacto,
      plan: (row) => row.suscripcion_activa?.plan.nombre,
      vence: (row) => row.suscripcion_activa?.fecha_fin,
      creado_en: (row) => row.creado_en,
    },
  });
  protected readonly sentence = computed(() => {
    const total = this.list.total();
    return total === null ? '' : COMPANIES_TEXTS.sentence(total);
  });
  protected readonly columns = Object.entries(WORDS).map(([key, label]) => ({ key, label }));
  protected readonly csv = CSV;
  protected readonly texts = COMPANIES_TEXTS;

  protected readonly nameOf = (row: ListedCompany): string => row.nombre;

  protected open(row: ListedCompany): void {
    void this.#router.navigate(['/panel/admin/empresas', row.id]);
  }
}
