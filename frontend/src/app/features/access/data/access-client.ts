import { HttpClient, HttpContext } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { AuthSession, WITHOUT_SESSION } from '../../../core/auth/auth-session';
import type { AccessChanged, Challenge, Registered, Registration, SignedIn, User } from '../../../core/wire';

/** `otp_setup` comes only with a second factor. */
export type RegistrationAnswer = Omit<Registered, 'otp_setup'> & Partial<Pick<Registered, 'otp_setup'>>;

const IN_BROWSER = { 'X-Session-Mode': 'cookie' };

/** The ways into an account and into a company. Every method rejects with an `ApiProblem`. */
@Injectable({ providedIn: 'root' })
export class AccessClient {
  readonly #http = inject(HttpClient);
  readonly #session = inject(AuthSession);

  /** Signs in, or answers the challenge of the second step. */
  async login(email: string, password: string): Promise<Challenge | null> {
    const answer = await this.#post<SignedIn | Challenge>('/auth/login', { email, password }, IN_BROWSER);
    if ('requires_otp' in answer) {
      return answer;
    }
    this.#session.begin(answer);
    return null;
  }

  /** The second step, with a TOTP code or a backup code. */
  async answerChallenge(
    challengeToken: string,
    code: { otp_code: string } | { backup_code: string },
  ): Promise<void> {
    const body = { challenge_token: challengeToken, ...code };
    this.#session.begin(await this.#post<SignedIn>('/auth/login/otp', body, IN_BROWSER));
  }

  register(request: Registration): Promise<RegistrationAnswer> {
    return this.#post('/auth/registro', request);
  }

  async confirmRegistration(activationToken: string, otpCode: string): Promise<void> {
    await this.#post('/auth/registro/confirmar-otp', { activation_token: activationToken, otp_code: otpCode });
  }

  async forgotPassword(email: string): Promise<void> {
    await this.#post('/auth/password/forgot', { email });
  }

  async resetPassword(token: string, newPassword: string): Promise<void> {
    await this.#post('/auth/password/reset', { token, new_password: newPassword });
  }

  async verifyEmail(token: string): Promise<void> {
    await this.#post('/auth/email/verify', { token });
  }

  async resendVerification(email: string): Promise<void> {
    await this.#post('/auth/email/resend', { email });
  }

  /** Joins the company that invited the signed-in person; every session of the account ends. */
  async acceptInvitation(code: string): Promise<User> {
    const answer = await firstValueFrom(
      this.#http.post<AccessChanged>('/account/invitaciones/aceptar', { codigo: code }),
    );
    return answer.usuario;
  }

  #post<T>(url: string, body: object, headers: Record<string, string> = {}): Promise<T> {
    const context = new HttpContext().set(WITHOUT_SESSION, true);
    return firstValueFrom(this.#http.post<T>(url, body, { headers, context }));
  }
}
