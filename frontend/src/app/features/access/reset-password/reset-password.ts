import { Component, computed, inject, input, signal } from '@angular/core';
import { FormRoot } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import type { ApiProblem } from '../../../core/http/problem';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { newPasswordRule } from '../api/field-rules';
import { NewPassword } from '../api/new-password';
import { AccessClient } from '../data/access-client';
import { ACCESS_TEXTS } from '../data/texts';
import { AccessCard } from '../ui/access-card';

/** `/restablecer?token=`: the page behind the link of the mail. */
@Component({
  selector: 'app-reset-password',
  imports: [AccessCard, FormProblem, FormRoot, MatButton, NewPassword, RouterLink, SubmitButton],
  template: `
    @if (isDone()) {
      <app-access-card [title]="texts.doneTitle" [text]="texts.doneText">
        <a matButton="filled" routerLink="/ingresar">{{ texts.signIn }}</a>
      </app-access-card>
    } @else if (isDead()) {
      <app-access-card [title]="texts.deadTitle" [text]="texts.deadText">
        <a matButton="filled" routerLink="/olvide-clave">{{ texts.askAgain }}</a>
      </app-access-card>
    } @else {
      <app-access-card [title]="texts.title" [text]="texts.text">
        <form class="stack" novalidate [formRoot]="form">
          <app-form-problem [problem]="problem()" />
          <app-new-password [field]="form.new_password" [label]="texts.password" />
          <app-submit-button
            class="wide"
            [label]="texts.submit"
            [sendingLabel]="texts.sending"
            [sending]="form().submitting()"
          />
        </form>
      </app-access-card>
    }
  `,
})
export class ResetPassword {
  /** From the mail (query parameter). */
  readonly token = input<string>();
  readonly #client = inject(AccessClient);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly isDone = signal(false);
  protected readonly isDead = computed(() => !this.token() || this.problem()?.status === 401);
  protected readonly form = serverForm(
    signal({ new_password: '' }),
    (path) => newPasswordRule(path.new_password),
    this.problem,
    async ({ new_password }) => {
      await this.#client.resetPassword(this.token() ?? '', new_password);
      this.isDone.set(true);
    },
  );
  protected readonly texts = ACCESS_TEXTS.reset;
}
