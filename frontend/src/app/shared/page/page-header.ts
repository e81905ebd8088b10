import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';

import { SHARED_TEXTS } from '../texts';

/** A step of the way to a page below the second level. */
export interface Crumb {
  label: string;
  path: string;
}

/** Head of every page: title (which takes the focus after navigation), one sentence of state, one primary action. */
@Component({
  selector: 'app-page-header',
  imports: [RouterLink],
  template: `
    @if (crumbs().length > 0) {
      <nav [attr.aria-label]="texts.breadcrumbs">
        <ol role="list">
          @for (crumb of crumbs(); track crumb.path) {
            <li><a [routerLink]="crumb.path">{{ crumb.label }}</a></li>
          }
        </ol>
      </nav>
    }
    <div class="head">
      <div class="words">
        <h1 tabindex="-1">{{ title() }}</h1>
        @if (sentence()) {
          <p class="numeric">{{ sentence() }}</p>
        }
      </div>
      <div class="actions no-print"><ng-content /></div>
    </div>
  `,
  styles: `
    :host {
      display: block;
      margin-block-end: var(--space-6);
    }

    nav {
      font-size: var(--text-sm);

      ol {
        display: flex;
        gap: var(--space-2);
      }

      a {
        display: inline-block;
        padding-block: var(--space-2);
      }

      li + li::before {
        content: '/ ';
        color: var(--ink-quiet);
      }
    }

    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: end;
      justify-content: space-between;
      gap: var(--space-4);
    }

    .words p {
      margin-block-start: var(--space-1);
      color: var(--ink-quiet);
    }

    .actions {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
    }

    .actions:empty {
      display: none;
    }
  `,
})
export class PageHeader {
  readonly title = input.required<string>();
  readonly sentence = input('');
  readonly crumbs = input<readonly Crumb[]>([]);
  protected readonly texts = SHARED_TEXTS;
}
