import type { Observation } from '../../sample/observation.ts';

/** `kubectl get events`, of the HPA of that name. */
export function eventsTable(seen: readonly Observation[], at: number, name: string): string {
  const rows = counted(seen, at).map(
    ({ age, type, reason, message }) =>
      `${age}  ${type}  ${reason}  horizontalpodautoscaler/${name}  ${message}`,
  );
  return ['LAST SEEN  TYPE  REASON  OBJECT  MESSAGE', ...rows].join('\n');
}

/** The same with `-w`: each is new. */
export function watchedEvents(seen: readonly Observation[], name: string): string {
  const rows = seen
    .filter((one) => one.kind === 'event' && one.object.startsWith('HorizontalPodAutoscaler/'))
    .map((one) =>
      one.kind === 'event'
        ? `0s  ${one.type}  ${one.reason}  horizontalpodautoscaler/${name}  ${one.message}`
        : '',
    );
  return ['LAST SEEN  TYPE  REASON  OBJECT  MESSAGE', ...rows].join('\n');
}

/** Events that say the same are one object with a count, as client-go's recorder keeps them. */
export function counted(seen: readonly Observation[], at: number) {
  const own = seen.flatMap((one) =>
    one.kind === 'event' && one.at <= at && one.object.startsWith('HorizontalPodAutoscaler/') ? [one] : [],
  );
  const same = Map.groupBy(own, ({ type, reason, message }) => JSON.stringify([type, reason, message]));
  return [...same.values()]
    .map((all) => ({ first: all[0]!, last: all.at(-1)!, count: all.length }))
    .sort((a, b) => secondsOf(a.last.at) - secondsOf(b.last.at))
    .map(({ first, last, count }) => ({
      ...last,
      age: count === 1 ? ageOf(last.at, at) : `${ageOf(last.at, at)} (x${count} over ${ageOf(first.at, at)})`,
    }));
}

/** Times of objects and events are whole seconds, and so is what kubectl makes of them. */
export function ageOf(since: number, at: number): string {
  const seconds = Math.max(0, Math.floor(at / 1000 - secondsOf(since)));
  if (seconds < 120) return `${seconds}s`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return minutes < 10 && rest > 0 ? `${minutes}m${rest}s` : `${minutes}m`;
}

/** Whole seconds since the epoch. */
export function secondsOf(ms: number): number {
  return Math.floor(ms / 1000);
}
