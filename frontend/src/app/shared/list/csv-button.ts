import { Component, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { Notifier } from '../feedback/notifier';
import { Icon } from '../icon/icon';
import { SHARED_TEXTS } from '../texts';
import { type CsvColumn, saveCsv } from './csv';
import type { List } from './list';

/** Downloads every row that matches the filters in force. */
@Component({
  selector: 'app-csv-button',
  imports: [Icon, MatButton],
  template: `
    <button matButton="outlined" type="button" [disabled]="isBusy() || list().total() === 0" (click)="download()">
      <app-icon matButtonIcon name="download" />{{ isBusy() ? texts.downloading : texts.download }}
    </button>
  `,
})
export class CsvButton<Row> {
  readonly list = input.required<List<Row>>();
  readonly columns = input.required<readonly CsvColumn<Row>[]>();
  /** Name of the file, without its ending. */
  readonly name = input.required<string>();
  readonly #notifier = inject(Notifier);
  protected readonly isBusy = signal(false);
  protected readonly texts = SHARED_TEXTS.list;

  protected async download(): Promise<void> {
    this.isBusy.set(true);
    try {
      const rows = await this.list().everything();
      saveCsv(this.name(), this.columns(), rows);
      if (rows.length < (this.list().total() ?? 0)) {
        this.#notifier.done(SHARED_TEXTS.list.tooLongToSave(rows.length));
      }
    } catch (failure) {
      this.#notifier.failed(failure);
    } finally {
      this.isBusy.set(false);
    }
  }
}
