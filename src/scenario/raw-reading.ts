import { parseDuration } from '../units/duration.ts';
import { parseQuantity } from '../units/quantity.ts';
import type { Path } from './fault.ts';

/** A value of a file as written, of any type. */
export type Entry = unknown;

/** The value under a path, or `undefined`. */
export function field(root: Entry, path: Path): Entry {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** The entries of a list, or none when there is no list. */
export function entries(root: Entry, path: Path): readonly Entry[] {
  const value = field(root, path);
  return Array.isArray(value) ? value : [];
}

/** A text, or `undefined` when it is none. */
export function textAt(root: Entry, path: Path): string | undefined {
  const value = field(root, path);
  return typeof value === 'string' ? value : undefined;
}

/** A number or a quantity written as text, or `undefined` when it is neither. */
export function numberAt(root: Entry, path: Path): number | undefined {
  const value = field(root, path);
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? parseQuantity(value) : undefined;
}

/** A duration in milliseconds, or `undefined` when it is none. */
export function milliseconds(root: Entry, path: Path): number | undefined {
  const text = textAt(root, path);
  return text === undefined ? undefined : parseDuration(text);
}
