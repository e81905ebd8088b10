import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { ApiProblem } from '../../core/http/problem';
import { Icon } from '../icon/icon';
import { SHARED_TEXTS } from '../texts';

/** A part of a page that could not be loaded: what happened, "Reintentar", and the code support asks for. */
@Component({
  selector: 'app-problem-state',
  imports: [Icon, MatButton],
  template: `
    <app-icon [name]="icon()" />
    <h2>{{ texts.errorTitle }}</h2>
    <p>{{ problem().message }}</p>
    @if (problem().requestId; as requestId) {
      <p class="small quiet">
        {{ texts.requestId }} <code>{{ requestId }}</code>
      </p>
    }
    <button matButton="outlined" type="button" (click)="retry.emit()">{{ texts.retry }}</button>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: var(--space-3);
      padding: var(--space-10) var(--space-4);
      text-align: center;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--paper-raised);
    }

    app-icon {
      inline-size: 2rem;
      block-size: 2rem;
      color: var(--failed);
    }

    code {
      overflow-wrap: anywhere;
      user-select: all;
    }
  `,
  host: { role: 'alert' },
})
export class ProblemState {
  readonly failure = input.required<unknown>();
  readonly retry = output();
  protected readonly problem = computed(() => ApiProblem.from(this.failure()));
  protected readonly icon = computed(() => (this.problem().code === 'network' ? 'cloud_off' : 'error'));
  protected readonly texts = SHARED_TEXTS;
}
