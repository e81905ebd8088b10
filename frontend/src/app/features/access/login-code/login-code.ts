import { Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { FormRoot, pattern, required, submit } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';

import { ApiProblem } from '../../../core/http/problem';
import { FormProblem } from '../../../shared/form/form-problem';
import { serverForm } from '../../../shared/form/server-form';
import { SubmitButton } from '../../../shared/form/submit-button';
import { TextField } from '../../../shared/form/text-field';
import { bare, totpRule } from '../api/field-rules';
import { AccessClient } from '../data/access-client';
import { LoginFlow } from '../data/login-flow';
import { ACCESS_TEXTS } from '../data/texts';
import { AccessCard } from '../ui/access-card';

const CODE_LENGTH = 6;
const DEAD_CHALLENGE = new Set(['invalid_token', 'token_expired', 'otp_not_enabled']);

/** `/ingresar/codigo`: the second step of a login, with the app's code or a backup code. */
@Component({
  selector: 'app-login-code',
  imports: [AccessCard, FormProblem, FormRoot, RouterLink, SubmitButton, TextField],
  templateUrl: './login-code.html',
  styleUrl: '../ui/access.scss',
})
export class LoginCode {
  readonly #client = inject(AccessClient);
  readonly #flow = inject(LoginFlow);
  readonly #router = inject(Router);
  protected readonly usesBackup = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly totp = serverForm(
    signal({ otp_code: '' }),
    (path) => totpRule(path.otp_code),
    this.problem,
    ({ otp_code }) => this.#confirm({ otp_code: bare(otp_code) }),
  );
  protected readonly backup = serverForm(
    signal({ backup_code: '' }),
    (path) => {
      required(path.backup_code);
      pattern(path.backup_code, /^\s*([0-9a-fA-F]\s*){8}$/, { message: ACCESS_TEXTS.code.backupShape });
    },
    this.problem,
    ({ backup_code }) => this.#confirm({ backup_code: bare(backup_code).toLowerCase() }),
  );
  protected readonly texts = ACCESS_TEXTS.code;
  protected readonly text = computed(() => (this.usesBackup() ? this.texts.backupText : this.texts.totpText));

  constructor() {
    // Nobody should have to press a button after the sixth digit.
    effect(() => {
      if (bare(this.totp.otp_code().value()).length === CODE_LENGTH) {
        untracked(() => void submit(this.totp));
      }
    });
  }

  protected toggle(): void {
    this.problem.set(null);
    this.usesBackup.update((backup) => !backup);
  }

  async #confirm(code: { otp_code: string } | { backup_code: string }): Promise<void> {
    const token = this.#flow.challengeToken();
    if (token === null) {
      await this.#router.navigateByUrl('/ingresar');
      return;
    }
    try {
      await this.#client.answerChallenge(token, code);
    } catch (failure) {
      this.totp.otp_code().value.set('');
      if (DEAD_CHALLENGE.has(ApiProblem.from(failure).code)) {
        this.#flow.challengeToken.set(null);
        await this.#router.navigateByUrl('/ingresar?motivo=codigo');
        return;
      }
      throw failure;
    }
    await this.#flow.finish();
  }
}
