import { Injectable, inject, signal } from '@angular/core';
import { Router } from '@angular/router';

import { AuthSession } from '../../../core/auth/auth-session';
import { homeOf } from '../../../core/auth/user';

/** What the two steps of a login share. Lives in memory: a reload starts over. */
@Injectable({ providedIn: 'root' })
export class LoginFlow {
  readonly #session = inject(AuthSession);
  readonly #router = inject(Router);
  readonly challengeToken = signal<string | null>(null);
  /** The address the person asked for before signing in. */
  readonly returnTo = signal<string | null>(null);

  /** Goes where the person wanted to go, or to the start page of the role. */
  async finish(): Promise<void> {
    const role = this.#session.role() ?? 'user';
    const wanted = this.returnTo();
    this.challengeToken.set(null);
    this.returnTo.set(null);
    await this.#router.navigateByUrl(wanted?.startsWith('/') ? wanted : homeOf(role), { replaceUrl: true });
  }
}
