import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import type { BackupCodes, CodeSent, OtpSecret, ProfileChange, ProfileChanged, User } from '../../../core/wire';

/** The routes by which people change their own account. Every method rejects with an `ApiProblem`. */
@Injectable({ providedIn: 'root' })
export class AccountClient {
  readonly #http = inject(HttpClient);

  async saveProfile(change: Partial<ProfileChange>): Promise<User> {
    const answer = await firstValueFrom(this.#http.put<ProfileChanged>('/account/profile', change));
    return answer.usuario;
  }

  async resendVerification(email: string): Promise<void> {
    await this.#post('/auth/email/resend', { email });
  }

  /** A new pending secret; the one in force keeps working until `activateOtp`. */
  setUpOtp(options: { regenerate: boolean; password?: string }): Promise<OtpSecret> {
    return this.#post('/auth/otp/setup', options);
  }

  async activateOtp(otpCode: string): Promise<string[]> {
    return (await this.#post<BackupCodes>('/auth/otp/activate', { otp_code: otpCode })).backup_codes;
  }

  async disableOtp(password: string): Promise<void> {
    await this.#post('/auth/otp/disable', { password });
  }

  async renewBackupCodes(otpCode: string): Promise<string[]> {
    return (await this.#post<BackupCodes>('/auth/otp/backup-codes', { otp_code: otpCode })).backup_codes;
  }

  requestPasswordCode(): Promise<CodeSent> {
    return this.#post('/account/password/request-code', {});
  }

  /** Ends every session of the account, this one too. */
  async changePassword(newPassword: string, proof: { otp_code: string } | { verification_code: string }): Promise<void> {
    await this.#post('/account/password', { new_password: newPassword, ...proof });
  }

  async closeSession(id: number): Promise<void> {
    await firstValueFrom(this.#http.delete(`/auth/sessions/${id}`));
  }

  #post<T>(url: string, body: object): Promise<T> {
    return firstValueFrom(this.#http.post<T>(url, body));
  }
}
