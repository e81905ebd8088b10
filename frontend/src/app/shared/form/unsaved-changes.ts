import { inject } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';

import { Confirm } from '../confirm/confirm';
import { SHARED_TEXTS } from '../texts';

/** A page that knows whether something typed would be lost. */
export interface KeepsChanges {
  hasUnsavedChanges(): boolean;
}

/** Asks before a page with unsaved changes is left. */
export const unsavedChanges: CanDeactivateFn<KeepsChanges> = (page) =>
  !page.hasUnsavedChanges() ||
  inject(Confirm).ask({
    title: SHARED_TEXTS.leaveTitle,
    consequence: SHARED_TEXTS.leaveConsequence,
    action: SHARED_TEXTS.leaveAction,
    isDestructive: true,
  });
