import type { Clock } from './clock.ts';

/** What a poll ended with: the value wanted, or what was seen last when the deadline passed. */
export type PollResult<T> =
  | { readonly done: true; readonly value: T; readonly waitedMs: number }
  | { readonly done: false; readonly lastSeen: string; readonly waitedMs: number; readonly attempts: number };

/** One look of a poll: the value wanted, or a sentence on what was seen instead. */
export type Look<T> = { readonly value: T } | { readonly seen: string };

/**
 * Looks again and again until `look` returns a value or `deadlineMs` has passed.
 * A thrown error counts as something seen, never as the end. Intervals repeat the last entry. A look is not cut short:
 * one that may hang brings a deadline of its own.
 */
export async function pollUntil<T>(
  clock: Clock,
  deadlineMs: number,
  look: () => Promise<Look<T>>,
  options: { readonly intervalsMs?: readonly number[]; readonly signal?: AbortSignal } = {},
): Promise<PollResult<T>> {
  const intervals = options.intervalsMs ?? [50, 100, 200, 400];
  const startedAt = clock.now();
  let lastSeen = 'nothing yet';
  for (let attempts = 1; ; attempts++) {
    options.signal?.throwIfAborted();
    try {
      const looked = await look();
      if ('value' in looked) return { done: true, value: looked.value, waitedMs: clock.now() - startedAt };
      lastSeen = looked.seen;
    } catch (error) {
      lastSeen = error instanceof Error ? error.message : String(error);
    }
    const interval = intervals[Math.min(attempts - 1, intervals.length - 1)] ?? 400;
    const waitedMs = clock.now() - startedAt;
    if (waitedMs + interval > deadlineMs) return { done: false, lastSeen, waitedMs, attempts };
    await clock.sleep(interval, options.signal);
  }
}
