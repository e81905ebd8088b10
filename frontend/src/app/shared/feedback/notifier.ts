import { Injectable, inject } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';

import { ApiProblem } from '../../core/http/problem';

const SHORT_MS = 4_000;
const LONG_MS = 8_000;

/** Short messages at the edge of the screen, for things that were done or failed without a place of their own. */
@Injectable({ providedIn: 'root' })
export class Notifier {
  readonly #bar = inject(MatSnackBar);

  done(text: string): void {
    this.#bar.open(text, undefined, { duration: SHORT_MS, politeness: 'polite' });
  }

  failed(failure: unknown): void {
    this.#bar.open(ApiProblem.from(failure).message, undefined, { duration: LONG_MS, politeness: 'assertive' });
  }
}
