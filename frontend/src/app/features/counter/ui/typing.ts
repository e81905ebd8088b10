const FIELDS = 'input, textarea, select, [contenteditable]';
const CONTROLS = 'a, button, summary, [role="menuitem"], [role="option"]';

/** True when a key belongs to a field, to a dialog or to the browser: the counter's keys stay out of the way. */
export function isTyping(event: KeyboardEvent, document: Document): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
    return true;
  }
  const isInField = event.target instanceof HTMLElement && event.target.closest(FIELDS) !== null;
  return isInField || document.querySelector('.cdk-overlay-container mat-dialog-container, dialog[open]') !== null;
}

/** True when Enter would press a focused control anyway. */
export function isOnControl(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.closest(CONTROLS) !== null;
}
