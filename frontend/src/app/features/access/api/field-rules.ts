import { inject } from '@angular/core';
import { type SchemaPath, pattern, required, validate } from '@angular/forms/signals';

import { PasswordRules } from '../data/password-policy';
import { ACCESS_TEXTS } from '../data/texts';

/** A new password that meets every rule. Call while the form is being built, in an injection context. */
export function newPasswordRule(path: SchemaPath<string>): void {
  const rules = inject(PasswordRules);
  required(path);
  validate(path, ({ value }) =>
    value() !== '' && rules.judge(value()).some((rule) => !rule.isMet)
      ? { kind: 'weak', message: ACCESS_TEXTS.rules.weak }
      : null,
  );
}

/** The six digits of an authentication app. */
export function totpRule(path: SchemaPath<string>): void {
  required(path);
  pattern(path, /^\s*(\d\s*){6}$/, { message: ACCESS_TEXTS.code.totpShape });
}

/** A code without the spaces people type or paste. */
export function bare(code: string): string {
  return code.replace(/\s/g, '');
}
