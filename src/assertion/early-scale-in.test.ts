import { describe, expect, it } from 'vitest';
import type { Observation } from '../sample/observation.ts';
import { greenRun, LOAD_END, verdictOn } from './green-run.fixture.ts';

/** The green run with one more look at the custom metrics API, 5 s before the first step down: all pods at 40. */
function withSpike(alsoInStatus: boolean): readonly Observation[] {
  const green = greenRun();
  const replicas = green.filter((seen) => seen.kind === 'replicas');
  const down = replicas.find((seen, index) => index > 0 && seen.desired < replicas[index - 1]!.desired)!;
  const at = down.at - 5000;
  const looks = green.filter((seen) => seen.kind === 'customMetric' && seen.at <= at);
  const { metric, pods } = looks.at(-1) as Extract<Observation, { kind: 'customMetric' }>;
  const spike: Observation = {
    kind: 'customMetric',
    at,
    metric,
    pods: pods.map(({ pod }) => ({ pod, value: 40 })),
  };
  const status = green.findLast((seen) => seen.kind === 'hpa' && seen.at <= at) as Extract<
    Observation,
    { kind: 'hpa' }
  >;
  const told = status.metrics.map((one) => ({ ...one, value: 40 }));
  const borneOut: readonly Observation[] = alsoInStatus
    ? [
        { ...status, at: at - 1500, metrics: told },
        { ...status, at: at + 2500 },
      ]
    : [];
  return [...green, spike, ...borneOut].sort((a, b) => a.at - b.at);
}

describe('a step down while the memory of the HPA holds a higher wish', () => {
  it('is not held against an HPA that never saw the value, which stood only between two of its syncs', () => {
    expect(verdictOn('scalesIn', withSpike(false))).toMatchObject({ status: 'passed' });
  });

  it('is a failure when the status of the HPA shows that it saw the value', () => {
    const verdict = verdictOn('scalesIn', withSpike(true));
    expect(verdict.status).toBe('failed');
    expect(verdict.reason).toContain('although the metric asked for');
  });
});

it('a smaller step down before the bound is told, with why it may come', () => {
  const green = greenRun();
  expect(verdictOn('scalesIn', green).observed).not.toContain('came sooner');
  const sizes = green.filter((seen) => seen.kind === 'replicas');
  const last = sizes.findLast((seen) => seen.at <= LOAD_END)!;
  const step = { ...last, at: LOAD_END + 1000, desired: last.desired - 1 };
  // Of what the metric asked for nothing is seen here, so that it forbids nothing.
  const others = green.filter((seen) => seen.kind !== 'customMetric');
  const told = verdictOn(
    'scalesIn',
    [...others, step].sort((a, b) => a.at - b.at),
  );
  expect(told.status).toBe('passed');
  expect(told.observed).toContain(`${last.desired} -> ${step.desired} at `);
  expect(told.observed).toContain('"not before" is for the fall to 1');
});
