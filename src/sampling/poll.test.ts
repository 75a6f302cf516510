import { expect, it } from 'vitest';
import type { Clock } from '../clock/clock.ts';
import type { GapObservation, Observation } from '../sample/observation.ts';
import { makeGapLedger } from './gap-ledger.ts';
import { startPoll } from './poll.ts';
import { watchForStalls } from './stall-watch.ts';

/** A clock whose sleeps are over at once; `extra` makes single sleeps longer than asked. */
function jumpingClock(extra: readonly number[] = []): Clock & { at: number } {
  const late = [...extra];
  return {
    at: 1000,
    now() {
      return this.at;
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      this.at += Math.max(0, ms) + (late.shift() ?? 0);
    },
  };
}

/** Runs a poll whose answers take the given times or fail with the given words, then ends it. */
async function pollWith(answers: readonly (number | string)[], intervalMs = 1000) {
  const clock = jumpingClock();
  const seen: Observation[] = [];
  const ledger = makeGapLedger(clock, (observation) => void seen.push(observation));
  const controller = new AbortController();
  const askedAt: number[] = [];
  const poll = startPoll(
    {
      source: 'prometheus',
      thing: 'series',
      intervalMs,
      ask: async () => {
        askedAt.push(clock.now());
        const answer = answers[askedAt.length - 1];
        if (askedAt.length === answers.length) controller.abort(new Error('enough'));
        if (typeof answer === 'string') throw new Error(answer);
        clock.at += answer ?? 0;
      },
    },
    { clock, ledger, signal: controller.signal },
  );
  await poll.ended;
  return { askedAt, gaps: seen as GapObservation[], poll };
}

it('asks on a steady beat whatever each answer takes', async () => {
  const { askedAt, gaps } = await pollWith([30, 200, 0, 999, 10]);
  expect(askedAt).toEqual([1000, 2000, 3000, 4000, 5000]);
  expect(gaps).toEqual([]);
});

it('never asks twice at once: a slow answer puts the next question off to the next beat', async () => {
  const { askedAt } = await pollWith([2500, 10, 10]);
  expect(askedAt).toEqual([1000, 4000, 5000]);
});

it('opens a gap from the last answer when a question fails, and closes it with the next answer', async () => {
  const { gaps } = await pollWith([10, 'connection refused', 'connection refused', 20, 0]);
  expect(gaps).toEqual([
    { kind: 'gap', at: 2000, source: 'prometheus', from: 1010, to: null, reason: 'connection refused' },
    { kind: 'gap', at: 4020, source: 'prometheus', from: 1010, to: 4020, reason: 'connection refused' },
  ]);
});

it('leaves the gap open when no answer comes any more', async () => {
  const { gaps, poll } = await pollWith(['no route', 'no route', 0]);
  expect(gaps[0]).toMatchObject({ from: 1000, to: null });
  expect(poll.lastProblem()).toBe('no route');
});

it('keeps the gaps of two things of one source apart even when they begin at once', () => {
  const clock = jumpingClock();
  const gaps: GapObservation[] = [];
  const ledger = makeGapLedger(clock, (observation) => void gaps.push(observation as GapObservation));
  ledger.open('exporter', 'a', 500, 'gone');
  ledger.open('exporter', 'b', 500, 'gone');
  ledger.open('exporter', 'b', 700, 'still gone');
  ledger.close('exporter', 'b', 900);
  ledger.close('exporter', 'b', 950);
  const [a, b, closed, ...more] = gaps;
  expect(a?.from).not.toBe(b?.from);
  expect(closed).toMatchObject({ from: b?.from, to: 900, reason: 'gone' });
  expect(more).toEqual([]);
});

it('enters a gap of the runner when the runner itself did not come to run', async () => {
  const clock = jumpingClock([0, 5, 4000, 0]);
  const gaps: GapObservation[] = [];
  const controller = new AbortController();
  const ledger = makeGapLedger(clock, (observation) => {
    gaps.push(observation as GapObservation);
    if (gaps.length === 2) controller.abort(new Error('enough'));
  });
  await watchForStalls({ clock, ledger, signal: controller.signal, stallMs: 1000 });
  expect(gaps.map(({ source, from, to }) => ({ source, from, to }))).toEqual([
    { source: 'runner', from: 1405, to: null },
    { source: 'runner', from: 1405, to: 5605 },
  ]);
  expect(gaps[0]?.reason).toBe('the runner did not come to run for 4000 ms');
});
