import type { Age } from '../../hpa/kubectl/age.ts';
import type { DescribedEvent } from '../../hpa/kubectl/described-hpa.ts';
import { statusOfRow } from './said-status.ts';
import { isDated, type SizeEvent } from './size-events.ts';
import type { DescribedText, ToldEvents, WatchedRows } from './testimony.ts';

/** One rescale as a text tells it. */
export interface ToldRescale {
  readonly line: number;
  readonly size: number;
  /** A row gives none. */
  readonly reason: string | undefined;
  /** Before the moment of the text; in a watch before the HPA was made, and so negative. */
  readonly age: Age;
}

/** The rescales of one HPA in one text, oldest first. */
export interface Story {
  readonly file: string;
  readonly source: 'description' | 'events' | 'watch';
  readonly rescales: readonly ToldRescale[];
  /** Whether the ages say anything: in a watch of events each is new. */
  readonly isTimed: boolean;
  /** No rescale between the first and the last one is left out. */
  readonly isWhole: boolean;
  /** Every rescale that is older than the first and younger than the second, ms, is told. */
  readonly newestMs: number;
  readonly oldestMs: number;
  /** The age of the oldest event of any kind, ms: so old is the HPA at least. */
  readonly heardMs: number;
  /** When the HPA was made, as a description prints it. */
  readonly created: string | undefined;
}

/** A rescale and the rows one of which its sync wrote, those after it being edits; the next row has the new size. */
export interface RowStep extends ToldRescale {
  readonly firstRow: number;
  readonly row: number;
}

/** An API server keeps events for an hour. */
const KEPT_MS = 45 * 60_000;
/** What a controller has done shows in its status and its event so soon. */
export const LATE_MS = 2000;

/** What a description tells of rescales. */
export function storyOfDescribed({ file, hpa, events }: DescribedText): Story {
  return { ...eventStory(file, events, hpa.events ?? []), source: 'description', created: hpa.created };
}

/** What a table of events tells of rescales. */
export function storyOfEvents({ file, events, all }: ToldEvents): Story {
  const story = eventStory(file, events, all);
  // In a watch what is new comes with the age 0s, whenever that was.
  const isWatched = events.filter(({ age }) => age.fromMs <= LATE_MS).length > 1;
  return { ...story, isTimed: story.isTimed && !isWatched, source: 'events', created: undefined };
}

function eventStory(file: string, events: readonly SizeEvent[], all: readonly DescribedEvent[]) {
  const ages = all.map(({ age, firstAge = age }) => firstAge?.fromMs ?? 0);
  return {
    file,
    rescales: events,
    isTimed: events.every((event) => isDated(event) && event.age.fromMs < KEPT_MS),
    isWhole: events.every(({ isAfterGap }) => !isAfterGap),
    newestMs: 0,
    oldestMs: KEPT_MS,
    heardMs: Math.max(0, ...ages),
  };
}

/** What the rows of a watch tell of rescales; `undefined` where their ages cannot be read. */
export function storyOfRows({
  file,
  rows,
}: WatchedRows): (Story & { readonly rescales: readonly RowStep[] }) | undefined {
  const [first, last] = [rows[0]?.age, rows.at(-1)?.age];
  if (first === undefined || last === undefined || rows.some(({ age }) => age === undefined))
    return undefined;
  const rescales = rows.slice(1).flatMap((next, row) => {
    const { replicas, age } = rows[row]!;
    const firstRow = rows.findLastIndex(
      (one, at) => at <= row && (at === 0 || statusOfRow(one) !== statusOfRow(rows[at - 1]!)),
    );
    // Before its first sync the status of an HPA is empty.
    if (replicas === next.replicas || replicas === 0) return [];
    // A status is written after the rescale that it tells of.
    const told = { fromMs: -age!.belowMs, belowMs: -rows[firstRow]!.age!.fromMs + LATE_MS };
    return [{ line: next.line, size: next.replicas, reason: undefined, age: told, firstRow, row }];
  });
  const reach = { newestMs: -last.fromMs, oldestMs: -first.belowMs, heardMs: 0 };
  return { file, source: 'watch', rescales, isTimed: true, isWhole: true, ...reach, created: undefined };
}
