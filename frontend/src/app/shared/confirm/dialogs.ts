import type { ComponentType } from '@angular/cdk/portal';
import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

/** Opens forms over the page. */
@Injectable({ providedIn: 'root' })
export class Dialogs {
  readonly #dialogs = inject(MatDialog);

  /** What the dialog was closed with; undefined when it was given up. */
  open<Result>(component: ComponentType<unknown>, given?: unknown): Promise<Result | undefined> {
    const shown = this.#dialogs.open<unknown, unknown, Result>(component, {
      ...(given === undefined ? {} : { data: given }),
      width: 'min(34rem, calc(100vw - 2rem))',
      maxWidth: 'calc(100vw - 2rem)',
      maxHeight: 'calc(100dvh - 2rem)',
      autoFocus: 'first-tabbable',
      restoreFocus: true,
    });
    return firstValueFrom(shown.afterClosed());
  }
}
