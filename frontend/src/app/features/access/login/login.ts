import { Component, computed, inject, input, signal } from '@angular/core';
import { FormRoot, email, required } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';

import type { ApiProblem } from '../../../core/http/problem';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import { AccessClient } from '../data/access-client';
import { LoginFlow } from '../data/login-flow';
import { ACCESS_TEXTS } from '../data/texts';
import { AccessCard } from '../ui/access-card';

/** `/ingresar`: e-mail and password; the second factor has its own page. */
@Component({
  selector: 'app-login',
  imports: [AccessCard, FormProblem, FormRoot, RouterLink, SubmitButton, TextField],
  template: `
    <app-access-card [title]="texts.login.title" [text]="reason()">
      <form class="stack" novalidate [formRoot]="form">
        <app-form-problem [problem]="problem()" [text]="problemText()" />
        <app-text-field type="email" autocomplete="username" inputmode="email" [field]="form.email" [label]="texts.email" />
        <app-text-field
          type="password"
          autocomplete="current-password"
          [field]="form.password"
          [label]="texts.password"
        />
        <app-submit-button
          class="wide"
          [label]="texts.login.submit"
          [sendingLabel]="texts.login.sending"
          [sending]="form().submitting()"
        />
      </form>
      <a class="link" routerLink="/olvide-clave">{{ texts.login.forgot }}</a>
      <p class="small">
        {{ texts.login.newHere }} <a class="link" routerLink="/registro">{{ texts.login.signUp }}</a>
      </p>
    </app-access-card>
  `,
  styleUrl: '../ui/access.scss',
})
export class Login {
  /** Where to go afterwards (query parameter). */
  readonly volver = input<string>();
  /** Why the person is here: a key of the reasons (query parameter). */
  readonly motivo = input<string>();
  readonly #client = inject(AccessClient);
  readonly #flow = inject(LoginFlow);
  readonly #router = inject(Router);
  readonly #model = signal({ email: '', password: '' });
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      required(path.email);
      email(path.email);
      required(path.password);
    },
    this.problem,
    ({ email: address, password }) => this.#signIn(address, password),
  );
  protected readonly texts = ACCESS_TEXTS;
  protected readonly reason = computed(() => ACCESS_TEXTS.login.reasons[this.motivo() ?? ''] ?? '');
  protected readonly problemText = computed(() => {
    const refused = this.problem();
    const seconds = refused?.code === 'account_locked' ? refused.retryAfterSeconds : null;
    return refused && seconds !== null
      ? `${refused.message} ${ACCESS_TEXTS.login.retryIn(Math.max(1, Math.ceil(seconds / 60)))}`
      : '';
  });

  async #signIn(address: string, password: string): Promise<void> {
    this.#flow.returnTo.set(this.volver() ?? null);
    const challenge = await this.#client.login(address.trim(), password);
    if (challenge) {
      this.#flow.challengeToken.set(challenge.challenge_token);
      await this.#router.navigateByUrl('/ingresar/codigo');
    } else {
      await this.#flow.finish();
    }
  }
}
