import type { ValidationError } from '@angular/forms/signals';

import { SHARED_TEXTS } from '../texts';

/** The sentence for one validation error; an error's own message wins. */
export function errorText(error: ValidationError): string {
  if (error.message) {
    return error.message;
  }
  const facts = error as unknown as Readonly<Record<string, number>>;
  switch (error.kind) {
    case 'required':
      return SHARED_TEXTS.required;
    case 'email':
      return SHARED_TEXTS.email;
    case 'minLength':
      return SHARED_TEXTS.minLength(facts['minLength'] ?? 0);
    case 'maxLength':
      return SHARED_TEXTS.maxLength(facts['maxLength'] ?? 0);
    case 'min':
      return SHARED_TEXTS.min(facts['min'] ?? 0);
    case 'max':
      return SHARED_TEXTS.max(facts['max'] ?? 0);
    default:
      return SHARED_TEXTS.invalid;
  }
}
