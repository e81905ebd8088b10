import { Component, type Resource, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { ApiProblem } from '../../../core/http/problem';
import { Icon } from '../../../shared/icon/icon';
import type { IconName } from '../../../shared/icon/icon-names';
import { ProblemState } from '../../../shared/states/problem-state';
import { Skeleton } from '../../../shared/states/skeleton';
import { POINTS_TEXTS } from '../data/texts';

const CONNECT_CODES = new Set(['not_connected', 'mercadopago_unauthorized', 'mercadopago_grant_refused']);

/** The frame around one kind of device: its title, its list from Mercado Pago, and what to do when there is none. */
@Component({
  selector: 'app-link-frame',
  imports: [Icon, MatButton, ProblemState, RouterLink, Skeleton],
  template: `
    <header>
      <app-icon [name]="icon()" />
      <div>
        <h2>{{ title() }}</h2>
        <p class="small quiet">{{ text() }}</p>
      </div>
    </header>
    <ng-content select="[linked]" />
    @let source = of();
    @if (source.hasValue()) {
      <ng-content />
    } @else if (needsConnection()) {
      <p>
        <strong>{{ texts.notConnectedTitle }}.</strong> {{ connectText() }}
      </p>
      <a matButton="filled" routerLink="/panel/integraciones">{{ texts.connect }}</a>
    } @else if (source.error(); as failure) {
      <app-problem-state [failure]="failure" (retry)="retry.emit()" />
    } @else {
      <app-skeleton shape="text" />
    }
  `,
  styles: `
    :host {
      display: grid;
      align-content: start;
      gap: var(--space-4);
    }

    header {
      display: flex;
      gap: var(--space-3);
    }

    header app-icon {
      padding: var(--space-2);
      inline-size: 2.75rem;
      block-size: 2.75rem;
      color: var(--brand);
      background: var(--brand-surface);
      border-radius: var(--radius);
    }

    a {
      justify-self: start;
    }
  `,
  host: { class: 'card' },
})
export class LinkFrame {
  readonly icon = input.required<IconName>();
  readonly title = input.required<string>();
  readonly text = input.required<string>();
  readonly connectText = input.required<string>();
  readonly of = input.required<Resource<unknown>>();
  readonly retry = output();
  protected readonly needsConnection = computed(() => {
    const failure = this.of().error();
    return failure !== undefined && CONNECT_CODES.has(ApiProblem.from(failure).code);
  });
  protected readonly texts = POINTS_TEXTS.link;
}
