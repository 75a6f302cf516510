import type { Age } from '../../hpa/kubectl/age.ts';
import type { DescribedEvent } from '../../hpa/kubectl/described-hpa.ts';

/** One rescale that an event tells of. */
export interface SizeEvent {
  readonly line: number;
  readonly size: number;
  readonly reason: string;
  readonly age: Age;
  /** Rescales before it were counted into one event or dropped, so what came between is not known. */
  readonly isAfterGap: boolean;
}

/** The rescales of an HPA, oldest first; an event that was counted gives its first and its last one. */
export function eventsOf(events: readonly DescribedEvent[]): readonly SizeEvent[] {
  const sizes = events.flatMap((event) => {
    const match = /^New size: (\d+); reason:\s*(.*)$/.exec(event.message);
    if (event.reason !== 'SuccessfulRescale' || match === null || event.age === undefined) return [];
    const one = { line: event.line, size: Number(match[1]), reason: match[2]!, isAfterGap: false };
    const last = { ...one, age: event.age, isAfterGap: event.count > 2 };
    return event.count > 1 && event.firstAge !== undefined ? [{ ...one, age: event.firstAge }, last] : [last];
  });
  // More than ten of a kind within ten minutes are merged into one that no longer tells the sizes.
  const isMerged = events.some(
    ({ message, count, reason }) =>
      message.startsWith('(combined from similar events)') || (reason === 'SuccessfulRescale' && count > 2),
  );
  const total = events.filter(({ type }) => type === 'Normal').reduce((sum, { count }) => sum + count, 0);
  if (isMerged || total >= DROPPED_FROM) return byAge(sizes.map((one) => ({ ...one, isAfterGap: true })));
  return isWatched(sizes) ? sizes.map((one) => ({ ...one, age: UNKNOWN_AGE })) : byAge(sizes);
}

/** client-go drops events of one type about one object beyond 25 at once. */
const DROPPED_FROM = 20;

function byAge(sizes: readonly SizeEvent[]): readonly SizeEvent[] {
  const sorted = sizes
    .map((one, index) => ({ one, index }))
    .sort((a, b) => b.one.age.fromMs - a.one.age.fromMs || a.index - b.index);
  return inOrder(sorted.map(({ one }) => one));
}

/** In a watch each event is new when it is printed: the order stands, and the ages say nothing. */
function isWatched(sizes: readonly SizeEvent[]): boolean {
  return sizes.length > 1 && sizes.every(({ age }) => age.fromMs <= JUST_NOW_MS);
}

/** Any age: what is asked of two of them is then asked of every time that may have passed. */
const UNKNOWN_AGE = { fromMs: 0, belowMs: Number.MAX_SAFE_INTEGER };

/** Whether the age of a rescale says when it was. */
export function isDated({ age }: Pick<SizeEvent, 'age'>): boolean {
  return age.belowMs < UNKNOWN_AGE.belowMs;
}

const JUST_NOW_MS = 2000;

/** Ages are whole seconds: of two rescales in the same one, the order is the one in which their reasons make sense. */
function inOrder(sizes: readonly SizeEvent[]): readonly SizeEvent[] {
  const ordered = [...sizes];
  for (let index = 1; index < ordered.length - 1; index++) {
    const [before, a, b] = [ordered[index - 1]!, ordered[index]!, ordered[index + 1]!];
    if (a.age.fromMs !== b.age.fromMs) continue;
    if (!makesSense(before, a) && makesSense(before, b) && makesSense(b, a)) {
      ordered[index] = b;
      ordered[index + 1] = a;
    }
  }
  return ordered;
}

/** Whether the size moved the way that the reason says. */
export function makesSense(before: Pick<SizeEvent, 'size'>, after: SizeEvent): boolean {
  if (after.reason.endsWith('above target')) return after.size > before.size;
  if (after.reason === 'All metrics below target') return after.size < before.size;
  return true;
}
