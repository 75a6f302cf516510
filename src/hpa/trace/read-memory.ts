import { type ControllerMemory, NO_MEMORY } from '../memory.ts';
import { below, type Fields, listAt, wrong } from '../wire/fields.ts';

/** Reads `recommendations: [[n, tMs]]`, `scaleUpEvents` and `scaleDownEvents: [[n, tMs, outdated]]`. */
export function readMemory(fields: Fields | undefined): ControllerMemory {
  if (fields === undefined) return NO_MEMORY;
  const rows = (key: string) =>
    listAt(fields, key).map((row) => {
      if (!Array.isArray(row)) throw wrong(below(fields, key), 'rows of numbers', row);
      return row.map(Number);
    });
  const events = (key: string) =>
    rows(key).map(([change = 0, at = 0, outdated = 0]) => ({ change, at, outdated: outdated !== 0 }));
  return {
    recommendations: rows('recommendations').map(([replicas = 0, at = 0]) => ({ replicas, at })),
    scaleUpEvents: events('scaleUpEvents'),
    scaleDownEvents: events('scaleDownEvents'),
  };
}
