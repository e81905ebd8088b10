import { Component, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { Icon } from '../../../shared/icon/icon';
import type { Attention } from '../data/attention';
import { OVERVIEW_TEXTS } from '../data/texts';

/** What needs a person, each with the button that leads there. */
@Component({
  selector: 'app-attention-list',
  imports: [Icon, MatButton, RouterLink],
  template: `
    <h2>{{ texts.attention }}</h2>
    @if (items().length > 0) {
      <ul role="list">
        @for (item of items(); track item.id) {
          <li [class]="item.tone">
            <app-icon [name]="item.icon" />
            <div>
              <strong>{{ item.title }}</strong>
              <p class="small quiet">{{ item.text }}</p>
            </div>
            <a matButton="outlined" [routerLink]="item.path" [attr.aria-label]="item.action + ': ' + item.title">
              {{ item.action }}
            </a>
          </li>
        }
      </ul>
    } @else {
      <p class="well">
        <app-icon name="check_circle" /><span><strong>{{ texts.allWell }}.</strong> {{ texts.allWellText }}</span>
      </p>
    }
  `,
  styles: `
    :host {
      display: grid;
      align-content: start;
      gap: var(--space-3);
    }

    ul {
      display: grid;
      gap: var(--space-2);
    }

    li {
      display: flex;
      align-items: center;
      gap: var(--space-3);
      padding: var(--space-3) var(--space-3) var(--space-3) var(--space-4);
      background: var(--tone-surface);
      border-radius: var(--radius);
      --tone: var(--refunded);
      --tone-surface: var(--refunded-surface);
    }

    li div {
      flex: 1;
      min-inline-size: 0;
    }

    li p {
      color: inherit;
    }

    li app-icon {
      color: var(--tone);
    }

    li a {
      --mat-button-outlined-label-text-color: var(--tone);
      --mat-button-outlined-outline-color: var(--tone);
    }

    .undecided {
      --tone: var(--undecided);
      --tone-surface: var(--undecided-surface);
    }

    .waiting {
      --tone: var(--waiting);
      --tone-surface: var(--waiting-surface);
    }

    .failed {
      --tone: var(--failed);
      --tone-surface: var(--failed-surface);
    }

    .well {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      color: var(--paid);
    }
  `,
  host: { class: 'card' },
})
export class AttentionList {
  readonly items = input.required<readonly Attention[]>();
  protected readonly texts = OVERVIEW_TEXTS;
}
