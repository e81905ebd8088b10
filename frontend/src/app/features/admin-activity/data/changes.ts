import { ACTIVITY_TEXTS } from './texts';

/** One field of an audit row, before and after. */
export interface Change {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

type Side = Readonly<Record<string, unknown>> | null;

const ENTITIES: Readonly<Partial<Record<string, string>>> = ACTIVITY_TEXTS.audit.entities;

/** What changed, field by field; a side that says nothing of a field shows a dash. */
export function changesOf(before: Side, after: Side): Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields.map((field) => ({ field, before: valueText(before?.[field]), after: valueText(after?.[field]) }));
}

/** `renovar_codigos` → `renovar codigos`; the entity in front is said on its own. */
export function verbText(action: string): string {
  const verb = action.slice(action.indexOf('.') + 1);
  return verb.replaceAll('_', ' ');
}

export function entityText(entity: string): string {
  return ENTITIES[entity] ?? entity.replaceAll('_', ' ');
}

function valueText(value: unknown): string {
  const { values } = ACTIVITY_TEXTS.audit;
  if (value === null || value === undefined || value === '') {
    return values.none;
  }
  if (typeof value === 'boolean') {
    return values[value ? 'true' : 'false'];
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
