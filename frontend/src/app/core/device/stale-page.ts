import type { NavigationError } from '@angular/router';

const TRIED_KEY = 'mostrador.reloaded-for';
const MISSING_CHUNK = /dynamically imported module|importing a module script failed|error loading dynamically/i;

/**
 * Loads the address anew when the files of this page are gone from the server, as after an update.
 * Once for each address: a file that is missing for another reason must not make the page reload for ever.
 */
export function loadAnew(failed: NavigationError, go = (url: string) => location.assign(url)): void {
  const reason: unknown = failed.error;
  const isMissing = reason instanceof Error && MISSING_CHUNK.test(reason.message);
  if (isMissing && sessionStorage.getItem(TRIED_KEY) !== failed.url) {
    sessionStorage.setItem(TRIED_KEY, failed.url);
    go(failed.url);
  }
}
