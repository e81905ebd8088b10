import type { WritableSignal } from '@angular/core';
import { type FieldTree, type SchemaFn, type ValidationError, form } from '@angular/forms/signals';

import { ApiProblem } from '../../core/http/problem';

/**
 * A signal form whose submit sends its value to the server.
 *
 * Field errors of the answer appear at their fields (form fields are named as on the wire) and the first one takes the
 * focus; whatever belongs to no field goes to `problem`, shown by `<app-form-problem>`. What was typed stays.
 * `fieldOfCode` names the field that a refusal without field errors is about (`nit_taken` → `nit`).
 * Call it in an injection context.
 */
export function serverForm<T extends object>(
  model: WritableSignal<T>,
  rules: SchemaFn<T>,
  problem: WritableSignal<ApiProblem | null>,
  send: (value: NoInfer<T>) => Promise<void>,
  fieldOfCode: Readonly<Partial<Record<string, keyof NoInfer<T> & string>>> = {},
): FieldTree<T> {
  const fields: FieldTree<T> = form(model, rules, {
    submission: {
      action: async () => {
        problem.set(null);
        try {
          await send(model());
          return undefined;
        } catch (failure) {
          const refused = ApiProblem.from(failure);
          const texts = textsByField(refused, fieldOfCode[refused.code]);
          const errors = fieldErrors(fields, texts);
          if (errors.length === 0 || errors.length < Object.keys(texts).length) {
            problem.set(refused);
          }
          focusFirst(errors);
          return errors;
        }
      },
      onInvalid: (invalid) => focusFirst(invalid().errorSummary()),
    },
  });
  return fields;
}

type TextsByField = Readonly<Record<string, readonly string[]>>;

function textsByField(problem: ApiProblem, field: string | undefined): TextsByField {
  const isSaid = Object.keys(problem.fieldErrors).length > 0;
  return isSaid || field === undefined ? problem.fieldErrors : { [field]: [problem.message] };
}

function fieldErrors(form: unknown, byField: TextsByField): ValidationError.WithOptionalFieldTree[] {
  const fields = form as Readonly<Record<string, FieldTree<unknown> | undefined>>;
  return Object.entries(byField).flatMap(([name, texts]) => {
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
