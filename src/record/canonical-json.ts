/** Keys that come first in an object, so that a line can be read by eye; the others follow in code-unit order. */
const LEADING = ['kind', 'version', 'at'];
/** Instants are epoch milliseconds, so anything smaller under the same key (a rate `from`..`to`) is left alone. */
const INSTANT_KEYS = new Set([
  'at',
  'from',
  'to',
  'sampledAt',
  'intendedAt',
  'sentAt',
  'endedAt',
  'startedAt',
]);
const SMALLEST_INSTANT = 1e11;

/**
 * Writes a value as JSON with one fixed key order, so that equal values give equal bytes.
 * Instants, arrivals and durations (keys that end in `Ms`) are rounded to 0.001 ms; other numbers keep every digit.
 * Numbers that JSON lacks are written as Prometheus does: `"NaN"`, `"+Inf"`, `"-Inf"`. Undefined fields are left out.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '');
}

function write(value: unknown, key: string): string {
  if (typeof value === 'number') return writeNumber(value, key);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map((item) => write(item, key)).join(',')}]`;
  const fields = value as Readonly<Record<string, unknown>>;
  const parts: string[] = [];
  for (const name of orderedKeys(fields)) {
    const field = fields[name];
    if (field !== undefined) parts.push(`${JSON.stringify(name)}:${write(field, name)}`);
  }
  return `{${parts.join(',')}}`;
}

function orderedKeys(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const leading = LEADING.filter((name) => Object.hasOwn(fields, name));
  const others = Object.keys(fields).filter((name) => !LEADING.includes(name));
  return [...leading, ...others.sort()];
}

function writeNumber(value: number, key: string): string {
  if (Number.isNaN(value)) return '"NaN"';
  if (!Number.isFinite(value)) return value > 0 ? '"+Inf"' : '"-Inf"';
  return JSON.stringify(isTime(value, key) ? Math.round(value * 1000) / 1000 : value);
}

function isTime(value: number, key: string): boolean {
  if (key === 'arrivals' || key.endsWith('Ms')) return true;
  return INSTANT_KEYS.has(key) && Math.abs(value) >= SMALLEST_INSTANT;
}
