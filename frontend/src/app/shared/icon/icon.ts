import { Component, computed, input } from '@angular/core';

import type { IconName } from './icon-names';
import sprite from './icons.svg';

/** One symbol of the sprite. Decorative unless `label` names it. */
@Component({
  selector: 'app-icon',
  template: `<svg aria-hidden="true" focusable="false"><use [attr.href]="href()" /></svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      inline-size: 1.25em;
      block-size: 1.25em;
      font-size: 1.125rem;
    }

    svg {
      inline-size: 100%;
      block-size: 100%;
      fill: currentcolor;
    }
  `,
  host: {
    '[attr.role]': 'label() ? "img" : null',
    '[attr.aria-label]': 'label() || null',
    '[attr.aria-hidden]': 'label() ? null : "true"',
  },
})
export class Icon {
  readonly name = input.required<IconName>();
  readonly label = input('');
  protected readonly href = computed(() => `${sprite}#${this.name()}`);
}
