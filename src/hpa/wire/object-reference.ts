import type { ObjectReference } from '../spec.ts';
import { type Fields, objectAt, stringAt } from './fields.ts';

/** Reads an object reference below; `undefined` when it is absent or has no kind. */
export function readReference(fields: Fields, key: string): ObjectReference | undefined {
  const given = objectAt(fields, key);
  const kind = given === undefined ? '' : stringAt(given, 'kind', '');
  if (given === undefined || kind === '') return undefined;
  return { apiVersion: stringAt(given, 'apiVersion', ''), kind, name: stringAt(given, 'name', '') };
}
