import { Component, inject, signal } from '@angular/core';
import { FormRoot, email, required } from '@angular/forms/signals';
import { RouterLink } from '@angular/router';

import type { ApiProblem } from '../../../core/http/problem';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import { AccessClient } from '../data/access-client';
import { ACCESS_TEXTS } from '../data/texts';
import { AccessCard } from '../ui/access-card';

/** `/olvide-clave`: asks for the link; the answer never tells whether the account exists. */
@Component({
  selector: 'app-forgot-password',
  imports: [AccessCard, FormProblem, FormRoot, RouterLink, SubmitButton, TextField],
  template: `
    @if (sentTo(); as address) {
      <app-access-card [title]="texts.forgot.sentTitle" [text]="texts.forgot.sentText(address)">
        <button class="text-button" type="button" (click)="sentTo.set('')">{{ texts.forgot.again }}</button>
        <a class="link" routerLink="/ingresar">{{ texts.forgot.back }}</a>
      </app-access-card>
    } @else {
      <app-access-card [title]="texts.forgot.title" [text]="texts.forgot.text">
        <form class="stack" novalidate [formRoot]="form">
          <app-form-problem [problem]="problem()" />
          <app-text-field type="email" autocomplete="email" inputmode="email" [field]="form.email" [label]="texts.email" />
          <app-submit-button
            class="wide"
            [label]="texts.forgot.submit"
            [sendingLabel]="texts.forgot.sending"
            [sending]="form().submitting()"
          />
        </form>
        <a class="link" routerLink="/ingresar">{{ texts.forgot.back }}</a>
      </app-access-card>
    }
  `,
  styleUrl: '../ui/access.scss',
})
export class ForgotPassword {
  readonly #client = inject(AccessClient);
  protected readonly sentTo = signal('');
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    signal({ email: '' }),
    (path) => {
      required(path.email);
      email(path.email);
    },
    this.problem,
    async ({ email: address }) => {
      await this.#client.forgotPassword(address.trim());
      this.sentTo.set(address.trim());
    },
  );
  protected readonly texts = ACCESS_TEXTS;
}
