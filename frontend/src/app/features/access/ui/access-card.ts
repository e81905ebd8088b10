import { Component, input } from '@angular/core';

/** The narrow card in which all pages of access stand: a title, a sentence, a form. */
@Component({
  selector: 'app-access-card',
  template: `
    <h1 tabindex="-1">{{ title() }}</h1>
    @if (text()) {
      <p class="quiet">{{ text() }}</p>
    }
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-4);
      inline-size: 100%;
      max-inline-size: 28rem;
      margin: var(--space-8) auto;
      padding: var(--space-8);
      background: var(--paper-raised);
      border: 1px solid var(--line);
      border-radius: var(--radius);
      box-shadow: var(--elevation);
    }

    :host(.wide) {
      max-inline-size: 44rem;
    }

    @media (width <= 720px) {
      :host {
        margin: var(--space-2) auto;
        padding: var(--space-5) var(--space-4);
      }
    }
  `,
})
export class AccessCard {
  readonly title = input.required<string>();
  readonly text = input('');
}
