import { Component, computed, inject, signal } from '@angular/core';
import { FormRoot, applyWhen, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import { ApiProblem } from '../../../core/http/problem';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import { bare, newPasswordRule, totpRule } from '../../access/api/field-rules';
import { NewPassword } from '../../access/api/new-password';
import { AccountClient } from '../data/account-client';
import { ACCOUNT_TEXTS } from '../data/texts';

/** Changes the password, proved by the second factor or by a code sent to the e-mail. */
@Component({
  selector: 'app-password-change',
  imports: [FormProblem, FormRoot, MatButton, NewPassword, SubmitButton, TextField],
  templateUrl: './password-change.html',
})
export class PasswordChange {
  readonly #client = inject(AccountClient);
  readonly #session = inject(AuthSession);
  readonly #router = inject(Router);
  protected readonly hasOtp = computed(() => this.#session.user()?.otp_enabled ?? false);
  protected readonly isOpen = signal(false);
  protected readonly isRequesting = signal(false);
  protected readonly sentText = signal('');
  protected readonly problem = signal<ApiProblem | null>(null);
  readonly #model = signal({ new_password: '', otp_code: '', verification_code: '' });
  protected readonly form = serverForm(
    this.#model,
    (path) => {
      newPasswordRule(path.new_password);
      applyWhen(path, () => this.hasOtp(), (own) => totpRule(own.otp_code));
      required(path.verification_code, { when: () => !this.hasOtp() });
    },
    this.problem,
    async (typed) => {
      const proof = this.hasOtp()
        ? { otp_code: bare(typed.otp_code) }
        : { verification_code: bare(typed.verification_code) };
      await this.#client.changePassword(typed.new_password, proof);
      this.#session.end(true);
      await this.#router.navigateByUrl('/ingresar?motivo=clave');
    },
  );
  protected readonly texts = ACCOUNT_TEXTS.password;

  /** Opens the form; without a second factor a code is sent first, unless one that was sent still works. */
  protected async open(): Promise<void> {
    this.problem.set(null);
    if (this.hasOtp()) {
      this.isOpen.set(true);
      return;
    }
    this.isRequesting.set(true);
    try {
      const sent = await this.#client.requestPasswordCode();
      this.sentText.set(this.texts.codeSent(sent.email, sent.expires_in_minutes));
      this.isOpen.set(true);
    } catch (failure) {
      this.#refused(ApiProblem.from(failure));
    } finally {
      this.isRequesting.set(false);
    }
  }

  protected close(): void {
    this.#model.set({ new_password: '', otp_code: '', verification_code: '' });
    this.form().reset();
    this.problem.set(null);
    this.isOpen.set(false);
  }

  #refused(problem: ApiProblem): void {
    if (problem.code === 'code_active') {
      this.sentText.set(this.texts.codeActive);
      this.isOpen.set(true);
    } else {
      this.problem.set(problem);
    }
  }
}
