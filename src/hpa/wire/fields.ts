import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Int64 } from '../int64.ts';

/** An object of a line with the path that leads to it, for messages. */
export interface Fields {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Takes a value as an object. Throws a usage error that names the path and what was found. */
export function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(path, 'an object', value);
  return { path, values: value as Record<string, unknown> };
}

/** An object below; `undefined` when it is absent or null. */
export function objectAt(fields: Fields, key: string): Fields | undefined {
  const value = fields.values[key] ?? undefined;
  return value === undefined ? undefined : fieldsOf(value, below(fields, key));
}

/** A list below; empty when it is absent or null. */
export function listAt(fields: Fields, key: string): readonly unknown[] {
  const value = fields.values[key] ?? [];
  if (!Array.isArray(value)) throw wrong(below(fields, key), 'a list', value);
  return value;
}

/** A list of objects below; empty when it is absent or null. */
export function objectsAt(fields: Fields, key: string): readonly Fields[] {
  return listAt(fields, key).map((one, index) => fieldsOf(one, `${below(fields, key)}[${index}]`));
}

/** A string below; `absent` when it is absent or null. */
export function stringAt<T = string>(fields: Fields, key: string, absent: T): string | T {
  const value = fields.values[key] ?? undefined;
  if (value === undefined) return absent;
  if (typeof value !== 'string') throw wrong(below(fields, key), 'a string', value);
  return value;
}

/** True or false below; false when it is absent or null. */
export function booleanAt(fields: Fields, key: string): boolean {
  const value = fields.values[key] ?? false;
  if (typeof value !== 'boolean') throw wrong(below(fields, key), 'true or false', value);
  return value;
}

/** A finite number below; `absent` when it is absent or null. */
export function numberAt<T = number>(fields: Fields, key: string, absent: T): number | T {
  const value = fields.values[key] ?? undefined;
  if (value === undefined) return absent;
  if (typeof value !== 'number') throw wrong(below(fields, key), 'a number', value);
  return value;
}

/** A whole number of 32 bits below; `absent` when it is absent or null. */
export function int32At<T = number>(fields: Fields, key: string, absent: T): number | T {
  const value = numberAt(fields, key, absent);
  if (typeof value === 'number' && value !== (value | 0))
    throw wrong(below(fields, key), 'a whole number of 32 bits', value);
  return value;
}

/** A whole number of 64 bits below; `absent` when it is absent or null. */
export function int64At<T = Int64>(fields: Fields, key: string, absent: T): Int64 | T {
  const value = fields.values[key] ?? undefined;
  return value === undefined ? absent : int64Of(value, below(fields, key));
}

/** Takes a value as a whole number of 64 bits. */
export function int64Of(value: unknown, path: string): Int64 {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'bigint' && value === BigInt.asIntN(64, value)) return value;
  throw wrong(path, 'a whole number of 64 bits', value);
}

/** The error for a value of the wrong kind. */
export function wrong(path: string, wanted: string, found: unknown): ScaleproofError {
  const text = typeof found === 'bigint' ? String(found) : (JSON.stringify(found) ?? 'nothing');
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new ScaleproofError('usage', `${path === '' ? 'line' : path}: expected ${wanted}, found ${shown}`);
}

/** The path of a key below. */
export function below(fields: Fields, key: string): string {
  return fields.path === '' ? key : `${fields.path}.${key}`;
}
