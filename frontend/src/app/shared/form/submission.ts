import { type WritableSignal } from '@angular/core';
import { type FieldTree, type FormOptions, type ValidationError } from '@angular/forms/signals';

import { ApiProblem } from '../../core/http/problem';

/**
 * Options of a signal form whose submit sends its value to the server.
 *
 * Field errors of the answer appear at their fields (form fields are named as on the wire) and the first one takes the
 * focus; whatever belongs to no field goes to `problem`, shown by `<app-form-problem>`. What was typed stays.
 */
export function sending<T extends object>(
  problem: WritableSignal<ApiProblem | null>,
  send: (value: T) => Promise<void>,
): FormOptions<T> {
  return {
    submission: {
      action: async (form) => {
        problem.set(null);
        try {
          await send(form().value());
          return undefined;
        } catch (failure) {
          const refused = ApiProblem.from(failure);
          const errors = fieldErrors(form, refused);
          if (errors.length === 0 || errors.length < Object.keys(refused.fieldErrors).length) {
            problem.set(refused);
          }
          focusFirst(errors);
          return errors;
        }
      },
      onInvalid: (form) => focusFirst(form().errorSummary()),
    },
  };
}

function fieldErrors(form: FieldTree<unknown>, problem: ApiProblem): ValidationError.WithOptionalFieldTree[] {
  const fields = form as unknown as Readonly<Record<string, FieldTree<unknown> | undefined>>;
  return Object.entries(problem.fieldErrors).flatMap(([name, texts]) => {
    const fieldTree = fields[name];
    return fieldTree ? [{ kind: 'server', message: texts.join(' '), fieldTree }] : [];
  });
}

function focusFirst(errors: readonly ValidationError.WithOptionalFieldTree[]): void {
  const field = errors[0]?.fieldTree as FieldTree<unknown> | undefined;
  if (field) {
    setTimeout(() => field().focusBoundControl());
  }
}
