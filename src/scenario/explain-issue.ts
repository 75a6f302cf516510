import type { z } from 'zod';
import { nearestWord } from './edit-distance.ts';
import type { Flaw, Path } from './fault.ts';
import { knownKeys, wantedAt } from './json-schema.ts';
import { field } from './raw-reading.ts';

/** An issue as zod reports it. */
type Issue = z.core.$ZodIssue;

/** Says what an issue of the schema means to the one who wrote the file; one flaw per unknown key. */
export function explainIssue(issue: Issue, root: unknown): readonly Flaw[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], key, knownKeys(path, root)));
  }
  const found = field(root, path);
  if (found === undefined) return [{ path, message: `missing; expected ${wanted(issue, path, root)}` }];
  const told = mayBeSecret(path)
    ? 'found something else'
    : `found ${show(found)}${advice(issue, found, wantedAt(path, root))}`;
  return [{ path, message: `expected ${wanted(issue, path, root)}, ${told}` }];
}

/** What stands there may hold a secret, put there by mistake. */
function mayBeSecret(path: Path): boolean {
  return path[0] === 'prometheus' && !path.includes('service');
}

function unknownKey(path: Path, key: string, known: readonly string[]): Flaw {
  const meant = nearestWord(key, known);
  const help =
    meant === undefined ? `allowed here: ${known.join(', ')}` : `did you mean ${JSON.stringify(meant)}?`;
  return { path, atKey: true, message: `unknown key ${JSON.stringify(key)}; ${help}` };
}

function wanted(issue: Issue, path: Path, root: unknown): string {
  switch (issue.code) {
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? oneOf(issue.options.map(String))
        : wantedAt(path, root);
    case 'too_small':
      return size(issue.origin, issue.inclusive ? 'at least' : 'more than', issue.minimum);
    case 'too_big':
      return size(issue.origin, issue.inclusive ? 'at most' : 'less than', issue.maximum);
    case 'invalid_type':
      return wantedAt(path, root);
    case 'invalid_format':
      return issue.format === 'starts_with' ? 'a text that starts with "/"' : issue.message;
    default:
      return issue.message;
  }
}

function size(origin: string, how: string, limit: number | bigint): string {
  if (origin === 'string') return `a text of ${how} ${limit} characters`;
  if (origin === 'array') return `a list of ${how} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `a number of ${how} ${limit}`;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? JSON.stringify(values[0]) : `one of ${values.join(', ')}`;
}

function advice(issue: Issue, found: unknown, wants: string): string {
  if (typeof found === 'string') {
    const options =
      issue.code === 'invalid_value'
        ? issue.values.map(String)
        : issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)
          ? issue.options.map(String)
          : [];
    const meant = nearestWord(found, options);
    return meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
  }
  const scalar = typeof found === 'number' || typeof found === 'boolean';
  if (issue.code === 'invalid_type' && issue.expected === 'string' && scalar) {
    return wants.startsWith('a duration') ? `; did you mean ${found}s?` : `; put it in quotes: "${found}"`;
  }
  return '';
}

function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const isWritable = typeof value !== 'number' || Number.isFinite(value);
  const text = (isWritable ? JSON.stringify(value) : undefined) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
