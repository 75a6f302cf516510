import { expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemFiles as files } from '../host/files.ts';
import type { LoadObservation, Observation } from '../sample/observation.ts';
import { prepareLoad } from './load.ts';
import { planOf } from './plan.fixture.ts';

const silent = planOf({
  stages: [
    { kind: 'hold', name: 'quiet', rate: 0, duration: '60ms' },
    { kind: 'hold', name: 'still-quiet', rate: 0, duration: '60ms' },
  ],
});

async function play(plan: typeof silent, k6Binary: string, signal: AbortSignal) {
  const folder = await files.makeTemporaryFolder('scaleproof-load-');
  const seen: Observation[] = [];
  try {
    const load = await prepareLoad({
      plan,
      baseUrl: 'http://127.0.0.1:9',
      k6Binary,
      folder,
      clock: systemClock,
      files,
    });
    const result = await load.start((one) => seen.push(one), signal).finished;
    return { result, edges: seen.filter((one): one is LoadObservation => one.kind === 'load') };
  } finally {
    await files.remove(folder);
  }
}

it('plays a plan without arrivals without k6: every edge at its time, nothing sent', async () => {
  const { result, edges } = await play(silent, '/nowhere/k6', new AbortController().signal);
  expect(result).toEqual({ completed: true, sent: 0, dropped: 0, stopped: true });
  expect(edges.map(({ edge, stage }) => (stage ? `${edge} ${stage}` : edge))).toEqual([
    'start',
    'stage-start quiet',
    'stage-end quiet',
    'stage-start still-quiet',
    'stage-end still-quiet',
    'end',
  ]);
  expect(edges.map(({ at }) => at - edges[0]!.at)).toEqual([0, 0, 60, 60, 120, 120]);
});

it('ends a load that is interrupted as not completed, with the reason', async () => {
  const { result } = await play(silent, '/nowhere/k6', AbortSignal.abort(new Error('interrupted by SIGINT')));
  expect(result).toMatchObject({ completed: false, detail: 'interrupted by SIGINT' });
});

it('says that k6 could not be started, and counts every arrival as dropped', async () => {
  const plan = planOf({
    images: { count: 1 },
    stages: [{ kind: 'hold', name: 'busy', rate: 10, duration: '1s' }],
  });
  const { result, edges } = await play(plan, '/nowhere/k6', new AbortController().signal);
  expect(result.detail).toContain('k6 could not be started');
  expect(edges).toEqual([
    expect.objectContaining({ edge: 'stop' }),
    expect.objectContaining({ edge: 'end', completed: false, dropped: plan.arrivals.length }),
    expect.objectContaining({ edge: 'stopped', completed: true }),
  ]);
});
