/** Sixteen digits in a row may be a whole number that a double cannot hold. */
const MAY_BE_BIG = /\d{16}/;
const WHOLE = /^-?\d+$/;

type RevivalContext = { readonly source?: string };
type ExactParse = (
  text: string,
  reviver: (key: string, value: unknown, context: RevivalContext) => unknown,
) => unknown;

/** JSON.rawJSON of Node 24, which TypeScript's library does not list yet. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;

/** Parses JSON keeping whole numbers beyond 2^53 exact, as bigint. Throws SyntaxError. */
export function parseExactJson(text: string): unknown {
  if (!MAY_BE_BIG.test(text)) return JSON.parse(text);
  return (JSON.parse as ExactParse)(text, (_key, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && WHOLE.test(source)
      ? BigInt(source)
      : value,
  );
}

/** Writes JSON with bigints as plain numbers. */
export function stringifyExactJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? rawJson(String(part)) : part,
  );
}
