import { Component, computed, inject, input, output, signal } from '@angular/core';
import { FormField, FormRoot, required } from '@angular/forms/signals';
import { Router } from '@angular/router';

import type { ApiProblem } from '../../../core/http/problem';
import type { RegistrationOtp } from '../../../core/wire';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { BackupCodes } from '../api/backup-codes';
import { bare, totpRule } from '../api/field-rules';
import { OtpEnrolment } from '../api/otp-enrolment';
import { AccessClient } from '../data/access-client';
import { ACCESS_TEXTS } from '../data/texts';
import { AccessCard } from '../ui/access-card';

/** The second half of a registration with TOTP: codes kept, app set up, first code confirmed. */
@Component({
  selector: 'app-activation',
  imports: [AccessCard, BackupCodes, FormField, FormProblem, FormRoot, OtpEnrolment, SubmitButton],
  template: `
    <app-access-card class="wide" [title]="texts.registration.enrolTitle" [text]="texts.registration.enrolText">
      <form class="stack" novalidate [formRoot]="form">
        <app-otp-enrolment
          [secret]="setup().secret"
          [uri]="setup().provisioning_uri"
          [code]="form.otp_code"
        />
        <app-backup-codes [codes]="setup().backup_codes" [email]="email()" />
        <label>
          <input type="checkbox" [formField]="form.saved" />
          <strong>{{ texts.backupCodes.saved }}</strong>
        </label>
        @if (mustSave()) {
          <p class="missing small" role="alert">{{ texts.backupCodes.mustSave }}</p>
        }
        <app-form-problem [problem]="problem()" [text]="isExpired() ? texts.registration.expired : ''" />
        @if (isExpired()) {
          <button class="text-button" type="button" (click)="restarted.emit()">{{ texts.registration.restart }}</button>
        } @else {
          <app-submit-button
            [label]="texts.registration.confirm"
            [sendingLabel]="texts.registration.confirming"
            [sending]="form().submitting()"
          />
        }
      </form>
    </app-access-card>
  `,
  styleUrls: ['../ui/access.scss', './registration.scss'],
  styles: `
    .missing {
      color: var(--failed);
    }
  `,
})
export class Activation {
  readonly setup = input.required<RegistrationOtp>();
  readonly email = input.required<string>();
  /** Where to go once signed in; null is the start page of the role. */
  readonly goesOn = input<string | null>(null);
  readonly restarted = output();
  readonly #client = inject(AccessClient);
  readonly #router = inject(Router);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly form = serverForm(
    signal({ otp_code: '', saved: false }),
    (path) => {
      totpRule(path.otp_code);
      required(path.saved);
    },
    this.problem,
    async ({ otp_code }) => {
      await this.#client.confirmRegistration(this.setup().activation_token, bare(otp_code));
      await this.#router.navigate(['/ingresar'], { queryParams: { motivo: 'registro', volver: this.goesOn() } });
    },
  );
  protected readonly isExpired = computed(() => {
    const code = this.problem()?.code;
    return code === 'token_expired' || code === 'invalid_token';
  });
  protected readonly mustSave = computed(() => this.form.saved().touched() && this.form.saved().invalid());
  protected readonly texts = ACCESS_TEXTS;
}
