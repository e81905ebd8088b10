import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { MoneyPipe } from '../../../shared/format/money-pipe';
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
import type { PlanSummary } from '../data/catalogue-wire';
import { PlansClient } from '../data/plans-client';
import { CATALOGUE_TEXTS } from '../data/texts';

const TEXTS = CATALOGUE_TEXTS.plans;
const COLUMNS = Object.entries(TEXTS.columns).map(([key, label]) => ({
  key,
  label,
  align: key.startsWith('precio') ? ('end' as const) : ('start' as const),
}));
const CSV: readonly CsvColumn<PlanSummary>[] = [
  { label: TEXTS.csv.id, value: (row) => row.id },
  { label: TEXTS.columns.nombre, value: (row) => row.nombre },
  { label: TEXTS.columns.activo, value: (row) => (row.activo ? TEXTS.sold : TEXTS.notSold) },
  { label: TEXTS.csv.destacado, value: (row) => row.seleccionado },
  { label: TEXTS.csv.moneda, value: (row) => row.moneda },
  { label: TEXTS.columns.precio_mensual, value: (row) => row.precio_mensual },
  { label: TEXTS.columns.precio_anual, value: (row) => row.precio_anual },
  { label: TEXTS.columns.servicios, value: (row) => row.servicios.map((service) => service.nombre).join(' · ') },
];

/** `/panel/admin/planes`: what is sold, for how much. */
@Component({
  selector: 'app-plans',
  imports: [
    CellTemplate, CsvButton, EmptyState, EmptyTemplate, Icon, ListPage, MatButton, MoneyPipe, PageHeader, RouterLink,
    StatusChip,
  ],
  templateUrl: './plans.html',
})
export class Plans {
  readonly #router = inject(Router);
  readonly #client = inject(PlansClient);
  protected readonly list = injectList<PlanSummary>({
    read: (ask) => this.#client.summaries(ask),
    perPage: 100,
    sorts: {
      activo: (row) => row.activo,
      nombre: (row) => row.nombre,
      servicios: (row) => row.total_servicios,
      precio_mensual: (row) => row.precio_mensual,
      precio_anual: (row) => row.precio_anual,
    },
  });
  protected readonly sentence = computed(() => {
    const rows = this.list.rows();
    return rows.length > 0 ? TEXTS.sentence(rows.filter((row) => row.activo).length, rows.length) : '';
  });
  protected readonly columns = COLUMNS;
  protected readonly csv = CSV;
  protected readonly texts = TEXTS;

  protected readonly nameOf = (row: PlanSummary): string => row.nombre;

  protected open(row: PlanSummary): void {
    void this.#router.navigate(['/panel/admin/planes', row.id]);
  }
}
