import { Component, effect, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { filter, skip } from 'rxjs';

import { AuthSession } from './core/auth/auth-session';
import { Theme } from './core/device/theme';

const GUARDED = /^\/(panel|mi-cuenta|puerta)/;

/** The root: leaves guarded pages when the session ends, and gives the focus to the title after each navigation. */
@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  template: `<router-outlet />`,
})
export class App {
  readonly #session = inject(AuthSession);
  readonly #router = inject(Router);
  protected readonly theme = inject(Theme);

  constructor() {
    let wasSignedIn = false;
    effect(() => {
      const isSignedIn = this.#session.isSignedIn();
      if (wasSignedIn && !isSignedIn) {
        this.#leave();
      }
      wasSignedIn = isSignedIn;
    });
    this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        skip(1),
        takeUntilDestroyed(),
      )
      .subscribe(() => setTimeout(focusTitle));
  }

  #leave(): void {
    const url = this.#router.url;
    if (GUARDED.test(url) && !this.#session.endedByChoice) {
      void this.#router.navigate(['/ingresar'], { queryParams: { volver: url, motivo: 'sesion' } });
    }
  }
}

function focusTitle(): void {
  if (document.activeElement instanceof HTMLInputElement) {
    return;
  }
  const target = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
  target?.focus({ preventScroll: true });
}
