import { httpResource } from '@angular/common/http';
import { Injectable, computed, inject } from '@angular/core';

import { AuthSession } from '../auth/auth-session';
import type { Profile } from '../wire';

const LOCALE_OF_CURRENCY: Readonly<Record<string, string>> = {
  ARS: 'es-AR',
  BRL: 'pt-BR',
  CLP: 'es-CL',
  COP: 'es-CO',
  MXN: 'es-MX',
  PEN: 'es-PE',
  PYG: 'es-PY',
  UYU: 'es-UY',
};

/** The company the signed-in person works for: its name, currency, locale and time zone. */
@Injectable({ providedIn: 'root' })
export class CurrentCompany {
  readonly #session = inject(AuthSession);
  readonly #userId = computed(() => this.#session.user()?.id);

  /** The profile of the signed-in person; idle while nobody is. */
  readonly profile = httpResource<Profile>(() => (this.#userId() ? '/account/profile' : undefined));

  readonly company = computed(() => (this.profile.hasValue() ? this.profile.value().usuario.empresa : null));
  readonly name = computed(() => this.company()?.nombre ?? null);
  readonly currency = computed(() => this.company()?.moneda ?? 'ARS');
  readonly locale = computed(() => LOCALE_OF_CURRENCY[this.currency()] ?? 'es-AR');
  readonly timeZone = computed(() => this.company()?.zona_horaria ?? 'America/Argentina/Buenos_Aires');
}
