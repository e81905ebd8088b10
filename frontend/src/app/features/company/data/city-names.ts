import { httpResource } from '@angular/common/http';
import { type Signal, computed, effect, signal } from '@angular/core';

import type { Cities } from '../../../core/wire';

const SHORTEST = 2;
const MOST = 8;
const PAUSE_MS = 350;

/** Cities of a country that begin to look like what is typed; empty without a country. Injection context only. */
export function citySuggestions(country: Signal<string>, typed: Signal<string>): Signal<readonly string[]> {
  // Each letter would be a request; a pause is one.
  const settled = signal('');
  effect((onCleanup) => {
    const words = typed().trim();
    const timer = setTimeout(() => settled.set(words), PAUSE_MS);
    onCleanup(() => clearTimeout(timer));
  });
  const found = httpResource<Cities>(() =>
    country() && settled().length >= SHORTEST
      ? { url: `/public/location/countries/${country()}/cities`, params: { q: settled(), limit: MOST } }
      : undefined,
  );
  return computed(() => (found.hasValue() ? [...new Set(found.value().cities.map((city) => city.name))] : []));
}
