import { httpResource } from '@angular/common/http';
import { Injectable, computed } from '@angular/core';

import type { Countries } from '../../core/wire';

const CURRENCIES = ['ARS', 'BOB', 'BRL', 'CLP', 'COP', 'MXN', 'PEN', 'PYG', 'USD', 'UYU'];

type Choices = readonly (readonly [value: string, label: string])[];

/** Currencies to choose from: "ARS · peso argentino". A currency in force is always among them. */
export function currencyChoices(inForce = ''): Choices {
  const names = new Intl.DisplayNames('es', { type: 'currency' });
  const all = CURRENCIES.includes(inForce) || inForce === '' ? CURRENCIES : [inForce, ...CURRENCIES];
  return all.map((code) => [code, `${code} · ${names.of(code) ?? code}`]);
}

/** Time zones to choose from, those of America first. A zone in force is always among them. */
export function zoneChoices(inForce = ''): Choices {
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => zone);
  const known = zones.includes(inForce) || inForce === '' ? zones : [inForce, ...zones];
  const isNear = (zone: string) => zone.startsWith('America/');
  return [...known.filter(isNear), ...known.filter((zone) => !isNear(zone))].map((zone) => [zone, zone.replaceAll('_', ' ')]);
}

/** The countries of the world in Spanish, read once. */
@Injectable({ providedIn: 'root' })
export class CountryList {
  readonly #read = httpResource<Countries>(() => '/public/location/countries');
  readonly choices = computed<Choices>(() =>
    this.#read.hasValue() ? this.#read.value().countries.map(({ code, name }) => [code, name]) : [],
  );
}
