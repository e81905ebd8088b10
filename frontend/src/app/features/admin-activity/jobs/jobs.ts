import { HttpClient } from '@angular/common/http';
import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { firstValueFrom } from 'rxjs';

import { CurrentCompany } from '../../../core/company/company';
import { LiveReader } from '../../../core/live/live';
import type { Job, Jobs as JobList } from '../../../core/wire';
import { Notifier } from '../../../shared/feedback/notifier';
import { When } from '../../../shared/format/when';
import type { IconName } from '../../../shared/icon/icon-names';
import { LiveAge } from '../../../shared/live/live-age';
import { PageHeader } from '../../../shared/page/page-header';
import { EmptyState } from '../../../shared/states/empty-state';
import { ProblemState } from '../../../shared/states/problem-state';
import { Skeleton } from '../../../shared/states/skeleton';
import { StatusChip, type StatusTone } from '../../../shared/status/status-chip';
import { CellTemplate, DataTable } from '../../../shared/table/data-table';
import { periodText } from '../data/period-text';
import { ACTIVITY_TEXTS } from '../data/texts';

const EVERY_MS = 5_000;
const TEXTS = ACTIVITY_TEXTS.jobs;

type State = keyof typeof TEXTS.states;
type Row = Job & { id: string };

/** `/panel/admin/tareas`: what runs by itself, how it went, and running it now. Updates by itself. */
@Component({
  selector: 'app-jobs',
  imports: [CellTemplate, DataTable, EmptyState, LiveAge, MatButton, PageHeader, ProblemState, Skeleton, StatusChip, When],
  templateUrl: './jobs.html',
  styleUrl: './jobs.scss',
})
export class Jobs {
  readonly #http = inject(HttpClient);
  readonly #company = inject(CurrentCompany);
  readonly #notifier = inject(Notifier);
  protected readonly live = inject(LiveReader).follow({
    read: () => firstValueFrom(this.#http.get<JobList>('/admin/jobs')),
    everyMs: EVERY_MS,
  });
  protected readonly rows = computed<Row[]>(() => (this.live.value()?.jobs ?? []).map((job) => ({ ...job, id: job.nombre })));
  protected readonly busyWith = signal('');
  protected readonly sentence = computed(() => {
    const rows = this.rows();
    const failed = rows.filter((row) => this.stateOf(row) === 'failed').length;
    return rows.length > 0 ? TEXTS.sentence(rows.length, failed) : '';
  });
  protected readonly columns = Object.entries(TEXTS.columns).map(([key, label]) => ({ key, label, isLabelHidden: key === 'accion' }));
  protected readonly tones: Readonly<Record<State, StatusTone>> = {
    running: 'waiting',
    failed: 'failed',
    fine: 'paid',
    waiting: 'neutral',
  };
  protected readonly icons: Readonly<Partial<Record<State, IconName>>> = { running: 'sync', waiting: 'schedule' };
  protected readonly texts = TEXTS;

  protected stateOf(job: Job): State {
    if (job.en_curso) {
      return 'running';
    }
    if (job.ultimo_error) {
      return 'failed';
    }
    return job.ultima_ejecucion ? 'fine' : 'waiting';
  }

  protected period(job: Job): string {
    return periodText(job.cada_segundos);
  }

  protected took(job: Job): string {
    const format = new Intl.NumberFormat(this.#company.locale(), { maximumFractionDigits: 2 });
    return TEXTS.took(format.format(job.duracion_segundos ?? 0));
  }

  protected async run(job: Job): Promise<void> {
    this.busyWith.set(job.nombre);
    try {
      await firstValueFrom(this.#http.post(`/admin/jobs/${encodeURIComponent(job.nombre)}/run`, {}));
      this.#notifier.done(TEXTS.asked);
    } catch (failure) {
      this.#notifier.failed(failure);
    }
    this.busyWith.set('');
    await this.live.refresh();
  }
}
