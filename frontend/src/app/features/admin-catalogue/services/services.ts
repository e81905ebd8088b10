import { Component, computed, inject } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';

import { Confirm } from '../../../shared/confirm/confirm';
import { Dialogs } from '../../../shared/confirm/dialogs';
import { Notifier } from '../../../shared/feedback/notifier';
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
import type { Service } from '../data/catalogue-wire';
import { ServicesClient } from '../data/services-client';
import { CATALOGUE_TEXTS } from '../data/texts';
import { ServiceDialog } from '../ui/service-dialog';

const TEXTS = CATALOGUE_TEXTS.services;
const CSV: readonly CsvColumn<Service>[] = [
  { label: TEXTS.csvId, value: (row) => row.id },
  { label: TEXTS.columns.nombre, value: (row) => row.nombre },
  { label: TEXTS.columns.activo, value: (row) => (row.activo ? TEXTS.active : TEXTS.inactive) },
  { label: TEXTS.columns.descripcion, value: (row) => row.descripcion },
  { label: TEXTS.columns.url_api, value: (row) => row.url_api },
];

/** `/panel/admin/servicios`: the pieces that plans are made of. */
@Component({
  selector: 'app-services',
  imports: [
    CellTemplate, CsvButton, EmptyState, EmptyTemplate, Icon, ListPage, MatButton, MatIconButton, PageHeader, StatusChip,
  ],
  templateUrl: './services.html',
})
export class Services {
  readonly #client = inject(ServicesClient);
  readonly #confirm = inject(Confirm);
  readonly #dialogs = inject(Dialogs);
  readonly #notifier = inject(Notifier);
  protected readonly list = injectList<Service>({
    read: (ask) => this.#client.page(ask),
    perPage: 50,
    filters: [
      {
        name: 'activo',
        label: TEXTS.state,
        kind: 'choice',
        choices: () => [
          ['true', TEXTS.active],
          ['false', TEXTS.inactive],
        ],
        words: (value) => (value === 'false' ? TEXTS.inactivePlural : TEXTS.activePlural),
      },
    ],
    sorts: { activo: (row) => row.activo, nombre: (row) => row.nombre, url_api: (row) => row.url_api },
  });
  protected readonly sentence = computed(() => {
    const total = this.list.total();
    return total === null ? '' : TEXTS.sentence(total);
  });
  protected readonly columns = Object.entries(TEXTS.columns).map(([key, label]) => ({ key, label, isLabelHidden: key === 'acciones' }));
  protected readonly csv = CSV;
  protected readonly texts = TEXTS;

  protected async edit(service: Service | null): Promise<void> {
    if (await this.#dialogs.open<boolean>(ServiceDialog, { service })) {
      this.#notifier.done(TEXTS.saved);
      this.list.reload();
    }
  }

  protected async toggle(service: Service): Promise<void> {
    const isAgreed =
      !service.activo ||
      (await this.#confirm.ask({
        title: TEXTS.deactivateTitle(service.nombre),
        consequence: TEXTS.deactivateConsequence,
        action: TEXTS.deactivate,
        isDestructive: true,
      }));
    if (isAgreed) {
      await this.#carryOut(() => this.#client.toggle(service.id), TEXTS.toggled(!service.activo));
    }
  }

  protected async remove(service: Service): Promise<void> {
    const isAgreed = await this.#confirm.ask({
      title: TEXTS.removeTitle(service.nombre),
      consequence: TEXTS.removeConsequence,
      action: TEXTS.remove,
      isDestructive: true,
    });
    if (isAgreed) {
      await this.#carryOut(() => this.#client.remove(service.id), TEXTS.removed);
    }
  }

  async #carryOut(work: () => Promise<void>, done: string): Promise<void> {
    try {
      await work();
      this.#notifier.done(done);
    } catch (failure) {
      this.#notifier.failed(failure);
    }
    this.list.reload();
  }
}
