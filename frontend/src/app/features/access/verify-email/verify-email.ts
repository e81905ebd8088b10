import { Component, effect, inject, input, signal, untracked } from '@angular/core';
import { FormRoot, email, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import { ApiProblem } from '../../../core/http/problem';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import { ProblemState } from '../../../shared/states/problem-state';
import { Skeleton } from '../../../shared/states/skeleton';
import { AccessClient } from '../data/access-client';
import { ACCESS_TEXTS } from '../data/texts';
import { AccessCard } from '../ui/access-card';

/** `/verificar-email?token=`: confirms the address at once; a dead link offers a new one. */
@Component({
  selector: 'app-verify-email',
  imports: [AccessCard, FormProblem, FormRoot, MatButton, ProblemState, RouterLink, Skeleton, SubmitButton, TextField],
  templateUrl: './verify-email.html',
})
export class VerifyEmail {
  /** From the mail (query parameter). */
  readonly token = input<string>();
  readonly #client = inject(AccessClient);
  readonly #session = inject(AuthSession);
  protected readonly state = signal<'checking' | 'done' | 'dead' | 'failed'>('checking');
  protected readonly failure = signal<ApiProblem | null>(null);
  protected readonly resentTo = signal('');
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    signal({ email: '' }),
    (path) => {
      required(path.email);
      email(path.email);
    },
    this.problem,
    async ({ email: address }) => {
      await this.#client.resendVerification(address.trim());
      this.resentTo.set(address.trim());
    },
  );
  protected readonly texts = ACCESS_TEXTS;

  constructor() {
    effect(() => {
      const token = this.token();
      untracked(() => void this.check(token));
    });
  }

  protected async check(token: string | undefined): Promise<void> {
    if (!token) {
      this.state.set('dead');
      return;
    }
    this.state.set('checking');
    try {
      await this.#client.verifyEmail(token);
      this.#session.update({ email_verificado: true });
      this.state.set('done');
    } catch (failure) {
      const problem = ApiProblem.from(failure);
      this.failure.set(problem);
      this.state.set(problem.isTransient ? 'failed' : 'dead');
    }
  }
}
