import type { DescribedEvent, DescribedHpa, UnreadLine } from '../../hpa/kubectl/described-hpa.ts';
import { parseDescribe } from '../../hpa/kubectl/parse-describe.ts';
import { parseEventRow } from '../../hpa/kubectl/parse-rows.ts';
import { parseTable, type TableRow } from '../../hpa/kubectl/parse-table.ts';
import type { TextBlock } from '../../hpa/kubectl/text-block.ts';
import { eventsOf } from './size-events.ts';
import type { DescribedText, ToldEvents, WatchedRows } from './testimony.ts';

/** What one block of a text says of HPAs. */
export interface ReadBlock {
  readonly described: readonly DescribedText[];
  /** Rows that were asked for again and again leave syncs out. */
  readonly rows: readonly (WatchedRows & { readonly isRepeated: boolean })[];
  readonly events: readonly (ToldEvents & {
    readonly deployment: readonly DescribedEvent[];
  })[];
  readonly unread: readonly (UnreadLine & { readonly file: string })[];
}

/** Reads one block, and lists what it cannot read. */
export function readBlock({ file, block }: { readonly file: string; readonly block: TextBlock }): ReadBlock {
  const nothing: ReadBlock = { described: [], rows: [], events: [], unread: [] };
  switch (block.kind) {
    case 'describe':
      return { ...nothing, ...readDescribed(file, block) };
    case 'table':
      return { ...nothing, ...readTable(file, block) };
    case 'events':
      return { ...nothing, events: readEvents(file, block) };
  }
}

function readDescribed(file: string, block: TextBlock): Pick<ReadBlock, 'described' | 'unread'> {
  const hpa = parseDescribe(block);
  if (!isHpa(hpa)) return { described: [], unread: [] };
  const unread = hpa.unread.map((one) => ({ ...one, file }));
  return { described: [{ file, hpa, events: eventsOf(hpa.events ?? []) }], unread };
}

/** `Name:` also begins the description of every other kind of object. */
function isHpa({ target, pods, maxReplicas }: DescribedHpa): boolean {
  return target !== undefined || (pods !== undefined && maxReplicas !== undefined);
}

function readTable(file: string, block: TextBlock): Pick<ReadBlock, 'rows' | 'unread'> {
  const { rows, unread } = parseTable(block);
  const names = [...new Set(rows.map(({ hpa }) => hpa))];
  const parts = names.flatMap((name) => {
    const own = rows.filter(({ hpa }) => hpa === name);
    return withoutGaps(own, unread).map((part) => ({ file, name, rows: part, isRepeated: block.isRepeated }));
  });
  return { rows: parts, unread: unread.map((one) => ({ ...one, file })) };
}

/** Rows on either side of a line that cannot be read, such as `...`, do not follow from each other. */
function withoutGaps(
  rows: readonly TableRow[],
  unread: readonly UnreadLine[],
): readonly (readonly TableRow[])[] {
  const parts = Map.groupBy(rows, (row) => unread.filter(({ line }) => line < row.line).length);
  return [...parts.values()];
}

const HPA_PREFIX = 'horizontalpodautoscaler/';

function readEvents(file: string, block: TextBlock): ReadBlock['events'] {
  const rows = block.lines.slice(1).flatMap((line) => parseEventRow(line) ?? []);
  const names = [...new Set(rows.map(({ object }) => object).filter((one) => one.startsWith(HPA_PREFIX)))];
  return names.map((object) => {
    const name = object.slice(HPA_PREFIX.length);
    const all = rows.filter((row) => row.object === object);
    return {
      file,
      name,
      all,
      events: eventsOf(all),
      deployment: rows.filter((row) => row.object === `deployment/${name}`),
    };
  });
}
