import { Component, computed, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { type Series, SeriesPlot } from '../../../shared/plot/series-plot';
import { SeriesTable } from '../../../shared/plot/series-table';
import { PLATFORM_TEXTS } from '../data/texts';

/** A plot with its title, which turns into a table of the same numbers. */
@Component({
  selector: 'app-plot-card',
  imports: [MatButton, SeriesPlot, SeriesTable],
  template: `
    <header>
      <h2>{{ title() }}</h2>
      @if (!isEmpty()) {
        <button matButton type="button" [attr.aria-label]="toggleLabel()" (click)="asTable.set(!asTable())">
          {{ asTable() ? texts.showPlot : texts.showTable }}
        </button>
      }
    </header>
    @if (isEmpty()) {
      <p class="quiet">{{ texts.nothing }}</p>
    } @else if (asTable()) {
      <app-series-table
        [label]="title()"
        [pointName]="pointName()"
        [points]="points()"
        [series]="series()"
        [words]="words()"
      />
    } @else {
      @defer {
        <app-series-plot [points]="points()" [series]="series()" [label]="texts.plotLabel(title())" [words]="words()" />
      } @placeholder {
        <div class="space"></div>
      }
    }
  `,
  styles: `
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-3);
      margin-block-end: var(--space-2);
    }

    button {
      flex: none;
    }

    .space {
      block-size: 17rem;
    }
  `,
  host: { class: 'card' },
})
export class PlotCard {
  readonly title = input.required<string>();
  readonly pointName = input.required<string>();
  readonly points = input.required<readonly string[]>();
  readonly series = input.required<readonly Series[]>();
  readonly words = input.required<(value: number) => string>();
  protected readonly asTable = signal(false);
  protected readonly isEmpty = computed(() => this.series().every((one) => one.values.every((value) => value === 0)));
  protected readonly toggleLabel = computed(
    () => `${this.asTable() ? PLATFORM_TEXTS.showPlot : PLATFORM_TEXTS.showTable}: ${this.title()}`,
  );
  protected readonly texts = PLATFORM_TEXTS;
}
