import type { Int64 } from '../int64.ts';
import { milliValue, parseQuantity } from '../quantity.ts';
import { type Age, readAge } from './age.ts';
import type { UnreadLine } from './described-hpa.ts';
import type { Line, TextBlock } from './text-block.ts';

/** One pair in the column TARGETS; which kind of metric it is the table does not say. */
export interface TablePair {
  /** Whether the sides are percent of a request; else milli-units. */
  readonly isPercent: boolean;
  /** `(avg)`: the whole value over the replicas, of an Object or External metric. */
  readonly isShared: boolean;
  readonly current: Int64 | undefined;
  readonly target: Int64;
}

/** One row of `kubectl get hpa`: one status as it was written, when the table is a watch. */
export interface TableRow {
  readonly line: number;
  /** Namespace and name where the namespace is shown. */
  readonly hpa: string;
  readonly pairs: readonly TablePair[];
  /** How many metrics are left out (`+ 2 more...`). */
  readonly hidden: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** `status.currentReplicas`: the size before what that sync did. */
  readonly replicas: number;
  readonly age: Age | undefined;
}

/** Reads the rows of a table of HPAs; what it cannot read it lists. */
export function parseTable(block: TextBlock): {
  readonly rows: readonly TableRow[];
  readonly unread: readonly UnreadLine[];
} {
  const unread: UnreadLine[] = [];
  const rows = block.lines.slice(1).flatMap((line) => {
    const row = parseRow(line);
    if (row === undefined) unread.push({ line: line.number, text: line.text.trim(), expected: ROW });
    return row ?? [];
  });
  return { rows, unread };
}

const ROW = 'a row of kubectl get hpa: NAME, REFERENCE, TARGETS, MINPODS, MAXPODS, REPLICAS, AGE';

function parseRow({ number, text }: Line): TableRow | undefined {
  const match =
    /^(?:(\S+)\s+)?(\S+)\s+([A-Za-z]\w*\/\S+)\s+(\S.*?)\s+(\d{1,9}|<unset>)\s+(\d{1,9})\s+(\d{1,9})\s+(\S+)$/.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const [, namespace, name = '', , targets = '', min, max, replicas, age = ''] = match;
  const shown = /^(.*?)(?:\s+\+\s+(\d+) more\.\.\.)?$/.exec(targets)!;
  const pairs = shown[1]!.split(/,\s+/).map(parsePair);
  if (!pairs.every((pair) => pair !== undefined)) return undefined;
  return {
    line: number,
    hpa: namespace === undefined ? name : `${namespace}/${name}`,
    pairs,
    hidden: Number(shown[2] ?? 0),
    minReplicas: min === '<unset>' ? 1 : Number(min),
    maxReplicas: Number(max),
    replicas: Number(replicas),
    age: readAge(age),
  };
}

/** `36/20`, `cpu: 83%/60%`, `21500m/30 (avg)`, `<unknown>/20`; before v1.30 without the name of the resource. */
function parsePair(text: string): TablePair | undefined {
  const match = /^(?:\S+: )?(<unknown>|[^/\s]+)\/([^/\s]+?)(\s+\(avg\))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, current = '', wanted = '', shared] = match;
  const isPercent = wanted.endsWith('%');
  const target = side(wanted, isPercent);
  const value = current === '<unknown>' ? undefined : side(current, isPercent);
  if (target === undefined || (value === undefined && current !== '<unknown>')) return undefined;
  return { isPercent, isShared: shared !== undefined, current: value, target };
}

function side(text: string, isPercent: boolean): Int64 | undefined {
  if (isPercent) return /^\d{1,9}%$/.test(text) ? Number(text.slice(0, -1)) : undefined;
  const quantity = parseQuantity(text);
  return quantity === undefined ? undefined : milliValue(quantity);
}
