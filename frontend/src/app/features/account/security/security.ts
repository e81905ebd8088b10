import { Component } from '@angular/core';

import { PageHeader } from '../../../shared/page/page-header';
import { ACCOUNT_TEXTS } from '../data/texts';
import { PasswordChange } from './password-change';
import { SecondFactor } from './second-factor';
import { Sessions } from './sessions';

/** `/mi-cuenta/seguridad`: second factor, password, open sessions. */
@Component({
  selector: 'app-security',
  imports: [PageHeader, PasswordChange, SecondFactor, Sessions],
  template: `
    <app-page-header [title]="texts.title" [sentence]="texts.sentence" />
    <div class="stack">
      <app-second-factor />
      <app-password-change />
      <app-sessions />
    </div>
  `,
})
export class Security {
  protected readonly texts = ACCOUNT_TEXTS.security;
}
