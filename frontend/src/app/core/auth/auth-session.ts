import { HttpClient, HttpContext, HttpContextToken } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { ApiProblem } from '../http/problem';
import type { SignedIn, User } from '../wire';
import { withTabLock } from './tab-lock';
import { PANEL_ROLES, type Role } from './user';

/** Set on requests that must travel without the access token and without the retry after a 401. */
export const WITHOUT_SESSION = new HttpContextToken<boolean>(() => false);

const CSRF_COOKIE = 'mostrador_csrf';
const RENEW_BEFORE_MS = 30_000;
const BEGUN_KEY = 'mostrador.refresh-begun';
const SETTLE_MS = 3_000;

type TabMessage =
  | { kind: 'token'; token: string; expiresAt: number; user: User }
  | { kind: 'ended' };

/**
 * Who is signed in, and the proof of it.
 *
 * The access token lives in memory only; the refresh token is an HttpOnly cookie that scripts cannot read.
 * Refreshes are serialised across tabs, since a refresh token used twice ends the whole session.
 */
@Injectable({ providedIn: 'root' })
export class AuthSession {
  readonly #http = inject(HttpClient);
  readonly #user = signal<User | null>(null);
  readonly #channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('mostrador.session');
  #accessToken: string | null = null;
  #expiresAt = 0;
  #refreshing: Promise<boolean> | null = null;
  #endedByChoice = false;

  readonly user = this.#user.asReadonly();
  readonly isSignedIn = computed(() => this.#user() !== null);
  readonly role = computed<Role | null>(() => this.#user()?.rol ?? null);
  readonly mayEnterPanel = computed(() => this.has(PANEL_ROLES));

  constructor() {
    this.#channel?.addEventListener('message', (event: MessageEvent<TabMessage>) => this.#hear(event.data));
  }

  /** The access token in force, or null. */
  get accessToken(): string | null {
    return this.#accessToken;
  }

  /** True after something the person did here, false when the session ended by itself or elsewhere. */
  get endedByChoice(): boolean {
    return this.#endedByChoice;
  }

  /** True when the token is missing or about to end. */
  get isStale(): boolean {
    return this.#accessToken === null || Date.now() > this.#expiresAt - RENEW_BEFORE_MS;
  }

  has(roles: readonly Role[]): boolean {
    const role = this.role();
    return role !== null && roles.includes(role);
  }

  /** Takes over the answer of a login or a refresh and tells the other tabs. */
  begin(tokens: SignedIn): void {
    this.#adopt(tokens.access_token, Date.now() + tokens.expires_in * 1000, tokens.usuario);
    this.#tell({ kind: 'token', token: tokens.access_token, expiresAt: this.#expiresAt, user: tokens.usuario });
  }

  /** Replaces what is known about the person after a change of the profile or the second factor. */
  update(change: Partial<User>): void {
    this.#user.update((user) => (user ? { ...user, ...change } : user));
  }

  /** Takes up the session of the cookie, if there is one. Never rejects. */
  async restore(): Promise<boolean> {
    return readCookie(CSRF_COOKIE) === null ? false : this.refresh();
  }

  /**
   * Gets a new access token; false when the session is over. Calls at the same time share one refresh.
   * A failure of the network keeps the session: only the server's word ends it.
   */
  refresh(): Promise<boolean> {
    this.#refreshing ??= this.#refreshOnce().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  /**
   * Ends the session at the server, here and in the other tabs; with `everywhere` on all devices.
   * Rejects when the server could not be told: the person is still signed in then.
   */
  async signOut(everywhere = false): Promise<void> {
    try {
      await firstValueFrom(
        this.#http.post('/auth/logout', { todas: everywhere }, { headers: this.csrfHeaders() }),
      );
    } catch (failure) {
      if (ApiProblem.from(failure).status !== 401) {
        throw failure;
      }
    }
    this.end(true);
  }

  /** Forgets the session in every tab without asking the server, who has ended it already. */
  end(byChoice = false): void {
    this.#endedByChoice = byChoice;
    this.#forget();
    this.#tell({ kind: 'ended' });
  }

  /** Headers of calls that the refresh cookie authenticates. */
  csrfHeaders(): Record<string, string> {
    const value = readCookie(CSRF_COOKIE);
    return value === null ? {} : { 'X-CSRF-Token': value };
  }

  async #refreshOnce(): Promise<boolean> {
    const before = this.#accessToken;
    return withTabLock('mostrador-refresh', async () => {
      if (this.#accessToken !== before && !this.isStale) {
        return true;
      }
      await settled();
      try {
        this.begin(await this.#requestTokens());
        return true;
      } catch (failure) {
        const problem = ApiProblem.from(failure);
        if (problem.status === 401 || problem.status === 403) {
          this.end();
        }
        return false;
      }
    });
  }

  /** The request outlives a reload of the page, so that the rotated cookie arrives in any case. */
  async #requestTokens(): Promise<SignedIn> {
    localStorage.setItem(BEGUN_KEY, Date.now().toString());
    try {
      return await firstValueFrom(
        this.#http.post<SignedIn>('/auth/refresh', null, {
          headers: { 'X-Session-Mode': 'cookie', ...this.csrfHeaders() },
          context: new HttpContext().set(WITHOUT_SESSION, true),
          keepalive: true,
        }),
      );
    } finally {
      localStorage.removeItem(BEGUN_KEY);
    }
  }

  #hear(message: TabMessage): void {
    if (message.kind === 'ended') {
      this.#forget();
    } else {
      this.#adopt(message.token, message.expiresAt, message.user);
    }
  }

  #tell(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }

  #adopt(token: string, expiresAt: number, user: User): void {
    this.#accessToken = token;
    this.#expiresAt = expiresAt;
    this.#endedByChoice = false;
    this.#user.set(user);
  }

  #forget(): void {
    this.#accessToken = null;
    this.#expiresAt = 0;
    this.#user.set(null);
  }
}

/** Waits for a refresh that was under way when its page was reloaded: the same cookie must not be sent twice. */
async function settled(): Promise<void> {
  const left = Number(localStorage.getItem(BEGUN_KEY) ?? 0) + SETTLE_MS - Date.now();
  if (left > 0) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(left, SETTLE_MS)));
  }
}

function readCookie(name: string): string | null {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
}
