import { expect, test } from 'vitest';
import { exampleEvents } from '../record/example-run.generate.ts';
import type { RunHeader } from '../record/run-record.ts';
import type { Observation, ReplicasObservation } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import { figuresOf } from './figures-of.ts';

const { plan } = exampleEvents('passed')[0] as RunHeader;
const LOAD: readonly Observation[] = [
  { kind: 'load', at: 1000, edge: 'start' },
  { kind: 'load', at: 21_000, edge: 'end', completed: true },
];

/** Figures of a run of which only sizes were seen: `[second after load start, desired, ready, current]`. */
function figures(
  sizes: readonly (readonly [number, number, number, number?])[],
  more: readonly Observation[] = [],
  complete = true,
): Readonly<Record<string, number | null>> {
  const replicas = sizes.map(
    ([second, desired, ready, current = desired]): ReplicasObservation => ({
      kind: 'replicas',
      at: 1000 + second * 1000,
      desired,
      ready,
      current,
      available: ready,
    }),
  );
  const timeline = buildTimeline([...LOAD, ...replicas, ...more], {
    startedAt: 0,
    endedAt: 61_000,
    complete,
  });
  const load = { delivered: true, problems: [], stages: [], dropped: 0, serverAccepted: null };
  return Object.fromEntries(
    figuresOf({ plan, timeline, load, verdicts: [] }).map((one) => [one.id, one.value]),
  );
}

test('times of a scale-out count from load start, those of a scale-in from load end', () => {
  const seen = figures([
    [-1, 1, 1],
    [4, 3, 1],
    [5, 3, 2],
    [6, 3, 3],
    [8, 5, 3],
    [9, 5, 5],
    [12, 4, 5],
    [13, 4, 4],
    [40, 2, 4, 4],
    [42, 1, 2, 2],
    [43, 1, 1, 1],
  ]);
  expect(seen).toMatchObject({
    firstScaleOut: 4000,
    firstReady: 5000,
    ready4: 9000,
    peakReady: 9000,
    settling: 13_000,
    overshoot: 1,
    turns: 1,
    biggestStep: 2,
    peak: 5,
    scaleInStart: 20_000,
    scaleInDone: 23_000,
  });
});

test('a size is settled once its pods are ready, and never where they are not', () => {
  const late = figures([
    [-1, 1, 1],
    [7, 6, 4],
    [8, 6, 6],
    [30, 1, 1],
  ]);
  expect(late).toMatchObject({ peakReady: 8000, settling: 8000 });
  const short = figures([
    [-1, 1, 1],
    [7, 6, 4],
    [30, 1, 1],
  ]);
  expect(short).toMatchObject({ settling: Number.POSITIVE_INFINITY });
});

test('what never happened in a whole run is never, in one that was cut short it is not known', () => {
  const still: readonly (readonly [number, number, number])[] = [[-1, 1, 1]];
  expect(figures(still)).toMatchObject({
    firstScaleOut: Number.POSITIVE_INFINITY,
    scaleInStart: null,
    turns: 0,
  });
  expect(figures(still, [], false)).toMatchObject({ firstScaleOut: null });
  expect(figures([])).toMatchObject({ firstScaleOut: null, overshoot: null, scaleInDone: null });
});

test('idle GPU time is what pods held and did not use, until the service is back at its smallest size', () => {
  const gpu = (second: number, value: number): Observation => ({
    kind: 'gpu',
    at: 1000 + second * 1000,
    sampledAt: 1000 + second * 1000,
    source: 'device',
    metric: 'DCGM_FI_DEV_GPU_UTIL',
    labels: { UUID: 'GPU-1', pod: 'a' },
    value,
  });
  const sizes: readonly (readonly [number, number, number])[] = [
    [-1, 1, 1],
    [2, 2, 2],
    [22, 1, 1],
  ];
  // 1 s before the load do not count, 2 s at 75 % idle do, and what is idle after the scale-in at 22 s does not.
  const samples = [gpu(-1, 0), gpu(0, 25), gpu(2, 100), gpu(4, 100), gpu(21, 0), gpu(24, 0)];
  expect(figures(sizes, samples).idleGpus).toBeCloseTo(1.5 + 1);
});

test('a percentile is given only where some image lies above it', () => {
  const stage = {
    ...{
      stage: 's',
      askedRate: 1,
      achievedRate: 1,
      asked: 40,
      sent: 40,
      ok: 38,
      rejected: 1,
      invalid: 0,
      errors: 0,
    },
    ...{ lost: 1, lagP50Ms: 0, lagP99Ms: 0, latencyP50Ms: 10, latencyP95Ms: 20, latencyP99Ms: 30 },
  };
  const load = { delivered: true, problems: [], stages: [stage], dropped: 0, serverAccepted: null };
  const timeline = buildTimeline(LOAD, { startedAt: 0, complete: true });
  const seen = figuresOf({ plan, timeline, load, verdicts: [] });
  const latencies = seen.filter((one) => one.id.startsWith('latency')).map(({ id, value }) => [id, value]);
  expect(latencies).toEqual([
    ['latencyP50.s', 10],
    ['latencyP95.s', 20],
  ]);
  expect(seen.find((one) => one.id === 'errors')?.value).toBe(2.5);
  expect(seen.find((one) => one.id === 'lost')?.value).toBe(2.5);
});

test('the undershoot is the area between the size needed in the end of the load and the pods ready until then', () => {
  const sizes = [
    [-1, 1, 1],
    [4, 3, 1],
    [6, 3, 2],
    [10, 3, 3],
    [30, 1, 3],
  ] as const;
  expect(figures(sizes).undershoot).toBe(6 * 2 + 4 * 1);
});

test('what was missing is not known, not 0, where the HPA had no metric to want more by', () => {
  const blind: Observation = {
    kind: 'hpa',
    at: 2000,
    ...{ desired: 1, current: 1, min: 1, max: 10, specVersion: '1' },
    metrics: [{ name: 'DCGM_FI_DEV_GPU_UTIL', value: null, target: 20 }],
    conditions: [{ type: 'ScalingActive', status: 'False', reason: 'FailedGetPodsMetric', message: '' }],
  };
  expect(figures([[-1, 1, 1]]).undershoot).toBe(0);
  expect(figures([[-1, 1, 1]], [blind]).undershoot).toBeNull();
});

test('a price per GPU hour turns GPU time into cost', () => {
  const pod = { exported_pod: 'a', UUID: 'GPU-1' };
  const samples = [0, 1, 2].map(
    (second): Observation => ({
      kind: 'gpu',
      at: 1000 + second * 1000,
      sampledAt: 1000 + second * 1000,
      source: 'device',
      metric: 'DCGM_FI_DEV_GPU_UTIL',
      labels: pod,
      value: 75,
    }),
  );
  const priced = {
    ...plan,
    scenario: { ...plan.scenario, workload: { ...plan.scenario.workload, pricePerGpuHour: 36 } },
  };
  const timeline = buildTimeline([...LOAD, ...samples], { startedAt: 0, endedAt: 61_000, complete: true });
  const load = { delivered: true, problems: [], stages: [], dropped: 0, serverAccepted: null };
  const costs = figuresOf({ plan: priced, timeline, load, verdicts: [] }).filter(
    (one) => one.unit === 'price',
  );
  expect(costs.map((one) => [one.id, one.value])).toEqual([
    ['gpuCost', 0.02],
    ['idleCost', 0.005],
  ]);
});
