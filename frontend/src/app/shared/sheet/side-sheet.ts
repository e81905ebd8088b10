import { Component, DestroyRef, type TemplateRef, afterNextRender, inject, input, output, viewChild } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatDialog, MatDialogModule, type MatDialogRef } from '@angular/material/dialog';

import { Icon } from '../icon/icon';
import { SHARED_TEXTS } from '../texts';

/**
 * What stands behind one row, beside the list: over the right edge on wide screens, the whole screen on phones.
 *
 * It is there as long as the component is; `(closed)` asks the owner to take it away. Buttons marked `action` stay at
 * its foot.
 */
@Component({
  selector: 'app-side-sheet',
  imports: [Icon, MatDialogModule, MatIconButton],
  template: `
    <ng-template #sheet>
      <header>
        <h2 mat-dialog-title>{{ title() }}</h2>
        <button matIconButton type="button" mat-dialog-close [aria-label]="texts.close"><app-icon name="close" /></button>
      </header>
      <mat-dialog-content><ng-content /></mat-dialog-content>
      <mat-dialog-actions><ng-content select="[action]" /></mat-dialog-actions>
    </ng-template>
  `,
  styles: `
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      padding-inline-end: var(--space-3);
    }

    h2 {
      flex: 1;
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }

    mat-dialog-content {
      flex: 1;
      max-block-size: none;
    }

    mat-dialog-actions {
      gap: var(--space-2);
      padding: var(--space-3) var(--space-6);
      border-block-start: 1px solid var(--line);

      &:empty {
        display: none;
      }
    }
  `,
})
export class SideSheet {
  readonly title = input.required<string>();
  readonly closed = output();
  readonly #dialogs = inject(MatDialog);
  protected readonly template = viewChild.required<TemplateRef<unknown>>('sheet');
  #shown: MatDialogRef<unknown> | null = null;
  protected readonly texts = SHARED_TEXTS;

  constructor() {
    let isGone = false;
    afterNextRender(() => {
      if (isGone) {
        return;
      }
      this.#shown = this.#dialogs.open(this.template(), {
        panelClass: 'side-sheet',
        width: 'min(36rem, 100vw)',
        maxWidth: '100vw',
        height: '100dvh',
        position: { right: '0', top: '0' },
        autoFocus: 'dialog',
      });
      this.#shown.afterClosed().subscribe(() => {
        if (!isGone) {
          this.closed.emit();
        }
      });
    });
    inject(DestroyRef).onDestroy(() => {
      isGone = true;
      this.#shown?.close();
    });
  }
}
