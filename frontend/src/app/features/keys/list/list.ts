import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, RouterLink } from '@angular/router';

import { ServerClock } from '../../../core/time/server-clock';
import { Confirm } from '../../../shared/confirm/confirm';
import { Dialogs } from '../../../shared/confirm/dialogs';
import { Notifier } from '../../../shared/feedback/notifier';
import { When } from '../../../shared/format/when';
import { Icon } from '../../../shared/icon/icon';
import type { CsvColumn } from '../../../shared/list/csv';
import { CsvButton } from '../../../shared/list/csv-button';
import type { ListFilter } from '../../../shared/list/filters';
import { injectList } from '../../../shared/list/list';
import { ListPage } from '../../../shared/list/list-page';
import { PageHeader } from '../../../shared/page/page-header';
import { SideSheet } from '../../../shared/sheet/side-sheet';
import { EmptyState } from '../../../shared/states/empty-state';
import { EmptyTemplate } from '../../../shared/states/states';
import { StatusChip } from '../../../shared/status/status-chip';
import { CellTemplate } from '../../../shared/table/data-table';
import { CompanyField, CompanyNames } from '../../admin-companies/api/companies';
import { type KeyState, keyState, keyTone } from '../data/key-state';
import { KeysClient } from '../data/keys-client';
import type { ApiKey } from '../data/keys-wire';
import { KEYS_TEXTS } from '../data/texts';
import { KeyDialog, type KeyDialogGiven } from './key-dialog';
import { SecretDialog } from '../ui/secret-dialog';

const WORDS = KEYS_TEXTS.columns;
const scopeWords = (row: ApiKey): string => row.scopes.map((scope) => KEYS_TEXTS.scopes[scope]).join(', ');

/** `/panel/admin/claves`: the API keys of all companies; `/mi-cuenta/claves`: those of the own one. */
@Component({
  selector: 'app-keys-list',
  imports: [
    CellTemplate, CompanyField, CsvButton, EmptyState, EmptyTemplate, Icon, ListPage, MatButton, PageHeader, RouterLink,
    SideSheet, StatusChip, When,
  ],
  templateUrl: './list.html',
  styleUrl: './list.scss',
})
export class KeysList {
  readonly #keys = inject(KeysClient).of(inject(ActivatedRoute).snapshot.data['isOwn'] === true);
  readonly #clock = inject(ServerClock);
  readonly #confirm = inject(Confirm);
  readonly #dialogs = inject(Dialogs);
  readonly #notifier = inject(Notifier);
  readonly #names = inject(CompanyNames);
  protected readonly list = injectList<ApiKey>({
    read: (ask) => this.#keys.page(ask),
    search: 'search',
    filters: [
      { name: 'activo', label: KEYS_TEXTS.filters.activo, kind: 'choice', choices: () => Object.entries(KEYS_TEXTS.choices) },
      ...(this.#keys.isOwn ? [] : [this.#companyFilter()]),
    ],
    sorts: {
      estado: (row) => KEYS_TEXTS.states[this.state(row)],
      nombre: (row) => row.nombre,
      empresa: (row) => row.empresa_nombre,
      ultimo_uso: (row) => row.ultimo_uso,
      fecha_expiracion: (row) => row.fecha_expiracion,
    },
  });
  protected readonly chosenId = signal<number | null>(null);
  protected readonly chosen = computed(() => this.list.rows().find((row) => row.id === this.chosenId()) ?? null);
  protected readonly sentence = computed(() => {
    const total = this.list.total();
    return total === null ? '' : KEYS_TEXTS.sentence(total);
  });
  protected readonly isOwn = this.#keys.isOwn;
  protected readonly columns = Object.entries(WORDS)
    .filter(([key]) => !(this.isOwn && key === 'empresa'))
    .map(([key, label]) => ({ key, label }));
  protected readonly csv: readonly CsvColumn<ApiKey>[] = [
    { label: KEYS_TEXTS.csv.id, value: (row) => row.id },
    { label: WORDS.nombre, value: (row) => row.nombre },
    { label: KEYS_TEXTS.csv.prefijo, value: (row) => row.prefijo },
    { label: WORDS.empresa, value: (row) => row.empresa_nombre },
    { label: WORDS.estado, value: (row) => KEYS_TEXTS.states[this.state(row)] },
    { label: WORDS.scopes, value: scopeWords },
    { label: KEYS_TEXTS.csv.creada, value: (row) => row.fecha_creacion },
    { label: WORDS.ultimo_uso, value: (row) => row.ultimo_uso },
    { label: WORDS.fecha_expiracion, value: (row) => row.fecha_expiracion },
  ];
  protected readonly scopeWords = scopeWords;
  protected readonly tone = keyTone;
  protected readonly texts = KEYS_TEXTS;

  protected readonly nameOf = (row: ApiKey): string => row.nombre;

  protected state(row: ApiKey): KeyState {
    return keyState(row, this.#clock.now());
  }

  protected async create(): Promise<void> {
    const companyId = this.list.values()['empresa_id'] ?? '';
    const secret = await this.#dialogs.open<string>(KeyDialog, { keys: this.#keys, key: null, companyId } satisfies KeyDialogGiven);
    if (secret) {
      await this.#showOnce(secret);
    }
  }

  protected async edit(key: ApiKey): Promise<void> {
    const given: KeyDialogGiven = { keys: this.#keys, key, companyId: '' };
    if ((await this.#dialogs.open<string>(KeyDialog, given)) !== undefined) {
      this.#notifier.done(KEYS_TEXTS.form.saved);
      this.list.reload();
    }
  }

  protected async renew(key: ApiKey): Promise<void> {
    const { consequence, title } = KEYS_TEXTS.renew;
    const action = KEYS_TEXTS.sheet.renew;
    if (await this.#confirm.ask({ title: title(key.nombre), consequence, action, isDestructive: true })) {
      try {
        await this.#showOnce(await this.#keys.renew(key.id));
      } catch (failure) {
        this.#notifier.failed(failure);
      }
    }
  }

  protected async pause(key: ApiKey): Promise<void> {
    const { consequence, title, done, resumed } = KEYS_TEXTS.pause;
    const isAgreed =
      !key.activo ||
      (await this.#confirm.ask({ title: title(key.nombre), consequence, action: KEYS_TEXTS.sheet.pause, isDestructive: true }));
    if (isAgreed) {
      await this.#carryOut(() => this.#keys.update(key.id, { activo: !key.activo }), key.activo ? done : resumed);
    }
  }

  protected async revoke(key: ApiKey): Promise<void> {
    const { consequence, title, done } = KEYS_TEXTS.revoke;
    const action = KEYS_TEXTS.sheet.revoke;
    if (await this.#confirm.ask({ title: title(key.nombre), consequence, action, isDestructive: true })) {
      await this.#carryOut(() => this.#keys.revoke(key.id), done);
    }
  }

  #companyFilter(): ListFilter {
    return { name: 'empresa_id', label: KEYS_TEXTS.filters.company, kind: 'custom', words: (id) => this.#names.of(id) };
  }

  async #showOnce(secret: string): Promise<void> {
    this.list.reload();
    await this.#dialogs.open<undefined>(SecretDialog, secret);
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
