import type { ObjectReference } from '../spec.ts';
import { type Fields, objectAt, stringAt } from './fields.ts';

/** Reads an object reference below; `undefined` when it is absent. */
export function readReference(fields: Fields, key: string): ObjectReference | undefined {
  const given = objectAt(fields, key);
  if (given === undefined) return undefined;
  return {
    apiVersion: stringAt(given, 'apiVersion', ''),
    kind: stringAt(given, 'kind', ''),
    name: stringAt(given, 'name', ''),
  };
}
