import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { KubeObject } from '../kube/objects.ts';

/** So many unchanged lines stand around a change. */
const CONTEXT = 2;

/** What the server writes by itself, and no manifest says. */
const OF_THE_SERVER = new Set([
  'managedFields',
  'resourceVersion',
  'uid',
  'generation',
  'creationTimestamp',
  'selfLink',
]);

/**
 * The lines of YAML in which an object changes, `- ` and `+ ` before them and a little around them; empty when nothing
 * changes. Values of a Secret are shown as digests.
 */
export function differenceOf(before: KubeObject | undefined, after: KubeObject): readonly string[] {
  const [old, fresh] = [before === undefined ? [] : linesOf(before), linesOf(after)];
  return withContext(compareLines(old, fresh));
}

function linesOf(object: KubeObject): readonly string[] {
  const { status: _, metadata, ...rest } = object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !OF_THE_SERVER.has(key)));
  const shown = { ...rest, metadata: kept, ...(object.kind === 'Secret' ? { data: digestsOf(object) } : {}) };
  const text = stringify(sorted(shown), { lineWidth: 0, aliasDuplicateObjects: false });
  return text.trimEnd().split('\n');
}

/** A secret must be seen to change, and must not be seen. */
function digestsOf({ data }: KubeObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries((data ?? {}) as Record<string, string>).map(([key, value]) => [
      key,
      `sha256 ${createHash('sha256').update(value).digest('hex').slice(0, 12)}`,
    ]),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** Line by line, by the longest common subsequence; each line with `- `, `+ ` or two blanks before it. */
function compareLines(before: readonly string[], after: readonly string[]): readonly string[] {
  const lengths = commonLengths(before, after);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push(`  ${before[i]}`);
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      lines.push(`- ${before[i++]}`);
    } else lines.push(`+ ${after[j++]}`);
  }
  return lines;
}

/** At `[i][j]`: how many lines the rests of both from there have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const [row, next] = [lengths[i]!, lengths[i + 1]!];
      row[j] = before[i] === after[j] ? next[j + 1]! + 1 : Math.max(next[j]!, row[j + 1]!);
    }
  }
  return lengths;
}

function withContext(lines: readonly string[]): readonly string[] {
  const isChange = (line: string | undefined) => line !== undefined && !line.startsWith('  ');
  const near = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(isChange);
  const shown: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (near(index)) shown.push(line);
    else if (near(index - 1) && shown.length > 0) shown.push('  ...');
  }
  return shown.at(-1) === '  ...' ? shown.slice(0, -1) : shown;
}
