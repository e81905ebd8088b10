import { Component, computed, inject, input } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';

import { TextField } from '../../../shared/form/text-field';
import { Icon } from '../../../shared/icon/icon';
import { PasswordRules } from '../data/password-policy';
import { ACCESS_TEXTS } from '../data/texts';

/** A field for a new password, with the rules of the installation ticked off while typing. */
@Component({
  selector: 'app-new-password',
  imports: [Icon, TextField],
  template: `
    <app-text-field type="password" autocomplete="new-password" [field]="field()" [label]="label()" />
    @if (rules().length > 0) {
      <p class="small quiet">{{ texts.label }}</p>
      <ul role="list" class="small">
        @for (rule of rules(); track rule.code) {
          <li [class.met]="rule.isMet">
            <app-icon [name]="rule.isMet ? 'check_circle' : 'radio_button_unchecked'" />
            <span class="visually-hidden">{{ rule.isMet ? texts.met : texts.missing }}</span>
            {{ rule.text }}
          </li>
        }
      </ul>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-2);
    }

    ul {
      display: grid;
      gap: var(--space-1);
    }

    li {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      color: var(--ink-quiet);
    }

    .met {
      color: var(--paid);
    }

    app-icon {
      font-size: 0.875rem;
    }
  `,
})
export class NewPassword {
  readonly field = input.required<FieldTree<string>>();
  readonly label = input<string>(ACCESS_TEXTS.password);
  readonly #rules = inject(PasswordRules);
  protected readonly rules = computed(() => this.#rules.judge(this.field()().value()));
  protected readonly texts = ACCESS_TEXTS.rules;
}
