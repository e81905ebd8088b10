import { Component, inject, signal } from '@angular/core';
import { FormRoot, required } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';

import { AuthSession } from '../../../core/auth/auth-session';
import { ApiProblem } from '../../../core/http/problem';
import type { OtpSecret } from '../../../core/wire';
import { Notifier } from '../../../shared/feedback/notifier';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import { StatusChip } from '../../../shared/status/status-chip';
import { BackupCodes } from '../../access/api/backup-codes';
import { bare, totpRule } from '../../access/api/field-rules';
import { OtpEnrolment } from '../../access/api/otp-enrolment';
import { AccountClient } from '../data/account-client';
import { ACCOUNT_TEXTS } from '../data/texts';

/** What the card shows: its state, or one step of a change. */
type Step = 'rest' | 'password' | 'enrol' | 'renew' | 'disable' | 'codes';

/** Turns the second factor on and off, moves it to another phone, renews the backup codes. */
@Component({
  selector: 'app-second-factor',
  imports: [BackupCodes, FormProblem, FormRoot, MatButton, OtpEnrolment, StatusChip, SubmitButton, TextField],
  templateUrl: './second-factor.html',
})
export class SecondFactor {
  readonly #client = inject(AccountClient);
  readonly #session = inject(AuthSession);
  readonly #notifier = inject(Notifier);
  protected readonly user = this.#session.user;
  protected readonly step = signal<Step>('rest');
  protected readonly isPreparing = signal(false);
  protected readonly secret = signal<OtpSecret | null>(null);
  protected readonly codes = signal<readonly string[]>([]);
  protected readonly problem = signal<ApiProblem | null>(null);
  readonly #typed = signal({ otp_code: '' });
  readonly #password = signal({ password: '' });

  protected readonly enrolment = serverForm(
    this.#typed,
    (path) => totpRule(path.otp_code),
    this.problem,
    async ({ otp_code }) => {
      this.#showCodes(await this.#client.activateOtp(bare(otp_code)));
      this.#session.update({ otp_enabled: true });
      this.#notifier.done(this.texts.activated);
    },
  );
  protected readonly renewal = serverForm(
    this.#typed,
    (path) => totpRule(path.otp_code),
    this.problem,
    async ({ otp_code }) => this.#showCodes(await this.#client.renewBackupCodes(bare(otp_code))),
  );
  protected readonly proof = serverForm(
    this.#password,
    (path) => required(path.password),
    this.problem,
    ({ password }) => this.#prepare({ regenerate: true, password }),
  );
  protected readonly disabling = serverForm(
    this.#password,
    (path) => required(path.password),
    this.problem,
    async ({ password }) => {
      await this.#client.disableOtp(password);
      this.#session.update({ otp_enabled: false });
      this.go('rest');
      this.#notifier.done(this.texts.disabled);
    },
  );
  protected readonly texts = ACCOUNT_TEXTS.otp;

  /** Shows a step with empty fields. */
  protected go(step: Step): void {
    this.#typed.set({ otp_code: '' });
    this.#password.set({ password: '' });
    [this.enrolment, this.renewal].forEach((fields) => fields().reset());
    [this.proof, this.disabling].forEach((fields) => fields().reset());
    this.problem.set(null);
    this.codes.set([]);
    this.step.set(step);
  }

  /** Asks for a new secret; a session that signed in long ago has to prove the password first. */
  protected async begin(regenerate: boolean): Promise<void> {
    this.isPreparing.set(true);
    this.problem.set(null);
    try {
      await this.#prepare({ regenerate });
    } catch (failure) {
      const problem = ApiProblem.from(failure);
      if (problem.code === 'reauthentication_required') {
        this.go('password');
      } else {
        this.problem.set(problem);
      }
    } finally {
      this.isPreparing.set(false);
    }
  }

  async #prepare(options: { regenerate: boolean; password?: string }): Promise<void> {
    this.secret.set(await this.#client.setUpOtp(options));
    this.go('enrol');
  }

  #showCodes(codes: readonly string[]): void {
    this.go('codes');
    this.secret.set(null);
    this.codes.set(codes);
  }
}
