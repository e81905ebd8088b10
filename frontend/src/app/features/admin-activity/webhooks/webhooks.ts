import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { CurrentCompany } from '../../../core/company/company';
import { dayNumbers } from '../../../core/time/day';
import { fullTime } from '../../../core/time/relative-time';
import type { InboxRow } from '../../../core/wire';
import { Confirm } from '../../../shared/confirm/confirm';
import { CopyButton } from '../../../shared/feedback/copy-button';
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
import { CompanyField, CompanyNames } from '../../admin-companies/api/companies';
import { ACTIVITY_TEXTS } from '../data/texts';
import { type WebhookState, bodyText, webhookState, webhookTone } from '../data/webhook-state';
import { WebhooksClient } from '../data/webhooks-client';

const TEXTS = ACTIVITY_TEXTS.webhooks;
const { pending, handled, given_up } = TEXTS.states;
const STATES = Object.entries({ pending, handled, given_up });
const CSV: readonly CsvColumn<InboxRow>[] = [
  { label: TEXTS.csv.id, value: (row) => row.id },
  { label: TEXTS.columns.estado, value: (row) => TEXTS.states[webhookState(row)] },
  { label: TEXTS.columns.tema, value: (row) => row.topic },
  { label: TEXTS.csv.accion, value: (row) => row.action },
  { label: TEXTS.columns.recurso, value: (row) => row.resourceId },
  { label: TEXTS.csv.firma, value: (row) => TEXTS.verdicts[row.verdict] },
  { label: TEXTS.csv.origen, value: (row) => TEXTS.sources[row.source] },
  { label: TEXTS.columns.cuando, value: (row) => row.receivedAt },
  { label: TEXTS.csv.procesada, value: (row) => row.handledAt },
  { label: TEXTS.columns.intentos, value: (row) => row.attempts },
  { label: TEXTS.csv.error, value: (row) => row.lastError },
];

/** `/panel/admin/webhooks`: what Mercado Pago told us, as it arrived; each can be handled again. */
@Component({
  selector: 'app-webhooks',
  imports: [
    CellTemplate, CompanyField, CopyButton, CsvButton, EmptyState, EmptyTemplate, Icon, ListPage, MatButton, PageHeader,
    RouterLink, SideSheet, StatusChip, When,
  ],
  templateUrl: './webhooks.html',
  styleUrl: './webhooks.scss',
})
export class Webhooks {
  readonly #client = inject(WebhooksClient);
  readonly #company = inject(CurrentCompany);
  readonly #names = inject(CompanyNames);
  readonly #confirm = inject(Confirm);
  readonly #notifier = inject(Notifier);
  readonly #day = (day: string) => dayNumbers(day, this.#company.locale());
  protected readonly list = injectList<InboxRow>({
    read: (ask) => this.#client.page(ask),
    search: 'resourceId',
    filters: [
      { name: 'state', label: TEXTS.filters.state, kind: 'choice', choices: () => STATES },
      { name: 'verdict', label: TEXTS.filters.verdict, kind: 'choice', choices: () => Object.entries(TEXTS.verdicts) },
      { name: 'source', label: TEXTS.filters.source, kind: 'choice', choices: () => Object.entries(TEXTS.sources) },
      { name: 'topic', label: TEXTS.filters.topic, kind: 'text' },
      { name: 'from', label: TEXTS.filters.from, kind: 'date', words: (day) => TEXTS.chips.from(this.#day(day)) },
      { name: 'to', label: TEXTS.filters.to, kind: 'date', words: (day) => TEXTS.chips.to(this.#day(day)) },
      { name: 'companyId', label: TEXTS.filters.company, kind: 'custom', words: (id) => this.#names.of(id) },
    ],
  });
  protected readonly chosenId = signal<string | null>(null);
  protected readonly chosen = computed(() => this.list.rows().find((row) => row.id === this.chosenId()) ?? null);
  protected readonly isBusy = signal(false);
  protected readonly sentence = computed(() => {
    const total = this.list.total();
    return total === null ? '' : TEXTS.sentence(new Intl.NumberFormat(this.#company.locale()).format(total));
  });
  protected readonly columns = Object.entries(TEXTS.columns).map(([key, label]) => ({ key, label }));
  protected readonly csv = CSV;
  protected readonly tone = webhookTone;
  protected readonly bodyText = bodyText;
  protected readonly texts = TEXTS;

  protected readonly nameOf = (row: InboxRow): string => [row.topic, row.resourceId].filter(Boolean).join(' ');

  protected state(row: InboxRow): WebhookState {
    return webhookState(row);
  }

  protected fullTime(at: string): string {
    return fullTime(at, this.#company.locale(), this.#company.timeZone());
  }

  protected companyName(id: number): string {
    return this.#names.of(String(id));
  }

  protected queryOf(row: InboxRow): string {
    return Object.entries(row.query as Readonly<Record<string, unknown>>)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join('\n');
  }

  protected async replay(row: InboxRow): Promise<void> {
    const { title, consequence, done } = TEXTS.replay;
    if (!(await this.#confirm.ask({ title, consequence, action: TEXTS.sheet.replay }))) {
      return;
    }
    this.isBusy.set(true);
    try {
      await this.#client.replay(row.id);
      this.#notifier.done(done);
    } catch (failure) {
      this.#notifier.failed(failure);
    }
    this.isBusy.set(false);
    this.list.reload();
  }
}
