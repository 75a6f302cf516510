import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRIC_PROFILES } from '../metric/catalogue.ts';
import { fullScale } from '../metric/profile.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { resolveTiming } from '../plan/timing.ts';
import { serializeEvent } from '../record/serialize.ts';
import { podOf } from '../sample/gpu-pod.ts';
import type { Observation, ObservationKind, ObservationOf } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import { readScenario } from '../scenario/load-scenario.ts';
import { playTwin } from './twin-session.ts';

const START = 1_800_000_000_000;
const SCENARIOS = [
  'scenarios/fast-style-transfer.yaml',
  'scenarios/scale-in-under-load.yaml',
  'scenarios/broken/drops-on-sigterm.yaml',
  'scenarios/broken/never-ready.yaml',
  'fixtures/scenarios/queue-full.yaml',
  'fixtures/scenarios/serving-pod-killed.yaml',
];

function planFrom(file: string, change: (text: string) => string = (text) => text): Plan {
  const text = change(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
  const { scenario } = readScenario(text, file);
  return makePlan(scenario, resolveTiming(scenario), scenario.seed);
}

function play(plan: Plan, draw = 0) {
  const seen: Observation[] = [];
  const emit = (observation: Observation) => seen.push(observation);
  const { endedAt, spent } = playTwin(plan, { startAt: START, emit, draw });
  const timeline = buildTimeline(seen, { startedAt: START, endedAt, complete: true });
  const of = <K extends ObservationKind>(kind: K): readonly ObservationOf<K>[] => timeline.of(kind);
  return { seen, of, endedAt, spent, bytes: () => seen.map(serializeEvent).join('\n') };
}

describe('a scenario on the twin', () => {
  it('gives the same bytes for the same plan, start and draw, and others for another draw', () => {
    const plan = planFrom('scenarios/fast-style-transfer.yaml');
    const once = play(plan).bytes();
    expect(play(plan).bytes()).toBe(once);
    expect(play(plan, 1).bytes()).not.toBe(once);
    const other = play({ ...plan, seed: 2 }).bytes();
    expect(other).not.toBe(once);
  });

  it('is the same, moved, when it starts at another time', () => {
    const plan = planFrom('scenarios/fast-style-transfer.yaml');
    const sizes = (startAt: number) => {
      const seen: string[] = [];
      const emit = (one: Observation) => {
        if (one.kind === 'replicas') seen.push(`${Math.round(one.at - startAt)} ${one.desired} ${one.ready}`);
      };
      playTwin(plan, { startAt, emit });
      return seen;
    };
    expect(sizes(0)).toEqual(sizes(START));
  });

  it.each(SCENARIOS)('tells of every arrival of %s once, and of nothing before its time', (file) => {
    const plan = planFrom(file);
    const { seen, of } = play(plan);
    const start = of('load').find((edge) => edge.edge === 'start')!.at;
    const intended = of('request').map((request) => request.intendedAt - start);
    const asked = plan.arrivals.toSorted((a, b) => a - b);
    expect(intended).toHaveLength(asked.length);
    // An instant of today keeps a quarter of a microsecond.
    const off = intended.toSorted((a, b) => a - b).map((ms, at) => Math.abs(ms - asked[at]!));
    expect(Math.max(...off)).toBeLessThan(0.001);
    for (const request of of('request')) {
      expect(request.sentAt).toBeGreaterThanOrEqual(request.intendedAt - 0.001);
      expect(request.durationMs).toBeLessThanOrEqual(plan.scenario.load.timeout);
    }
    const times = seen.filter(({ kind }) => kind !== 'load').map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it.each(SCENARIOS)(
    'never gives away more GPUs than there are in %s, nor more than one to a pod',
    (file) => {
      const { of } = play(planFrom(file));
      for (const { allocated, allocatable } of of('gpus')) {
        expect(allocated).toBeGreaterThanOrEqual(0);
        expect(allocated).toBeLessThanOrEqual(allocatable);
      }
      const holders = new Map<string, Set<string>>();
      for (const sample of of('gpu')) {
        if (sample.source !== 'device') continue;
        expect(sample.value).toBeGreaterThanOrEqual(0);
        expect(sample.value).toBeLessThanOrEqual(100);
        const key = `${sample.at} ${podOf(sample)}`;
        if (podOf(sample)) holders.set(key, (holders.get(key) ?? new Set()).add(sample.labels.UUID!));
      }
      for (const gpus of holders.values()) expect(gpus.size).toBe(1);
    },
  );

  it('does no more work than was answered: device time is that of the images', () => {
    const plan = planFrom('scenarios/fast-style-transfer.yaml');
    const { of } = play(plan);
    // Of 128x128 pixels; the images sent are styled at 128x96.
    const workMs = plan.arrivals.length * Number(plan.scenario.workload.env.KERNEL_MS) * 0.75;
    // Every device was looked at once a second, so its readings in percent add up to its busy time.
    const busyMs = of('gpu')
      .filter((sample) => sample.source === 'device')
      .reduce((sum, sample) => sum + Number(sample.value) * 10, 0);
    expect(Math.abs(busyMs - workMs) / workMs).toBeLessThan(0.01);
  });

  it('leaves a pod pending where no node has a GPU for it, and places it when one is free', () => {
    const plan = planFrom('scenarios/fast-style-transfer.yaml', (text) =>
      text
        .replace('profile:', 'gpuNodes: { count: 1, gpusPerNode: 3 }\nprofile:')
        .replace('atLeast: 4', 'atLeast: 3'),
    );
    const { of } = play(plan);
    expect(Math.max(...of('gpus').map((seen) => seen.allocated))).toBe(3);
    expect(Math.max(...of('replicas').map((seen) => seen.ready))).toBe(3);
    expect(Math.max(...of('replicas').map((seen) => seen.desired))).toBeGreaterThan(3);
    expect(of('event').map((event) => event.reason)).toContain('FailedScheduling');
  });

  it('turns images away when the queue is full', () => {
    const { of } = play(planFrom('fixtures/scenarios/queue-full.yaml'));
    const outcomes = Map.groupBy(of('request'), (request) => request.outcome);
    expect(outcomes.get('rejected')?.every((request) => request.status === 429)).toBe(true);
    expect(outcomes.get('lost')).toBeUndefined();
    // One GPU that takes 300 ms an image, for 8 s, and two places.
    expect(outcomes.get('ok')?.length).toBeGreaterThanOrEqual(24);
    expect(outcomes.get('ok')?.length).toBeLessThanOrEqual(29);
  });

  it('serves the metric only once the adapter has found its series', () => {
    const { of } = play(planFrom('scenarios/fast-style-transfer.yaml'));
    const first = of('customMetric').find(({ pods }) => pods.length > 0)!;
    const scraped = of('gpu').find((sample) => sample.source === 'prometheus')!;
    expect(of('customMetric')[0]?.pods).toEqual([]);
    expect(first.at).toBeGreaterThan(scraped.sampledAt);
    expect(of('hpaRead')[0]).toMatchObject({ status: 404, items: [] });
    const readings = of('hpaRead').filter(({ status }) => status === 200);
    expect(readings[0]?.items).toEqual([expect.objectContaining({ value: '0' })]);
  });

  it('scales later where the query has a window', () => {
    const firstOut = (window: string, draw: number) => {
      const plan = planFrom('scenarios/fast-style-transfer.yaml', (text) =>
        text.replace('profile:', `pipeline: { queryWindow: ${window} }\nprofile:`),
      );
      return play(plan, draw)
        .of('replicas')
        .find(({ desired }) => desired > 1)!.at;
    };
    for (const draw of [0, 1, 2, 3]) expect(firstOut('6s', draw)).toBeGreaterThan(firstOut('0s', draw));
  });

  it.each(METRIC_PROFILES.filter(({ sharedBy }) => sharedBy === 1))(
    'scales on the series, labels and unit of metric profile $name',
    (profile) => {
      const file = new URL('../../fixtures/scenarios/metric-profile.yaml', import.meta.url);
      const overrides = { target: 'twin', metric: profile.name } as const;
      const { scenario } = readScenario(readFileSync(file, 'utf8'), 'metric-profile.yaml', overrides);
      const { of } = play(makePlan(scenario, resolveTiming(scenario), scenario.seed));
      const samples = of('gpu').filter((sample) => sample.source === 'prometheus');
      expect(new Set(samples.map(({ metric }) => metric))).toEqual(new Set([profile.series]));
      expect(samples.every((sample) => podOf(sample)?.startsWith('fast-style'))).toBe(true);
      const peak = Math.max(...samples.map(({ value }) => Number(value)));
      expect(peak / fullScale(profile)).toBeGreaterThan(0.5);
      expect(peak / fullScale(profile)).toBeLessThanOrEqual(1);
      expect(Math.max(...of('replicas').map((seen) => seen.ready))).toBeGreaterThanOrEqual(4);
    },
  );

  it('has the labels that Prometheus leaves when it does not honour those of the exporter', () => {
    const plan = planFrom('scenarios/fast-style-transfer.yaml', (text) =>
      text.replace('profile:', 'pipeline: { honorLabels: false }\nprofile:'),
    );
    const { of } = play(plan);
    const labels = of('gpu').find((sample) => sample.source === 'prometheus')?.labels;
    expect(labels).toMatchObject({
      pod: expect.stringMatching(/^dcgm-exporter-/),
      exported_pod: expect.any(String),
    });
    expect(Math.max(...of('replicas').map((seen) => seen.ready))).toBeGreaterThanOrEqual(4);
  });
});

describe('a budget on the twin', () => {
  const gpuSeconds = (seen: readonly Observation[], until: number) => {
    const pods = seen.filter((one) => one.kind === 'pod');
    return pods
      .filter(({ change }) => change === 'scheduled')
      .map(({ pod, at, gpus = 0 }) => {
        const gone = pods.find((one) => one.pod === pod && one.change === 'deleted')?.at ?? until;
        return (gpus * (gone - at)) / 1000;
      })
      .reduce((sum, one) => sum + one, 0);
  };

  it('stops a run when its GPU-minutes are spent, within one look', () => {
    const plan = planFrom('scenarios/broken/budget-spent.yaml');
    const { seen, endedAt, spent, of } = play(plan);
    expect(spent).toContain('the budget of 0.2 GPU-minutes is spent; GPUs held now: ');
    expect(gpuSeconds(seen, endedAt)).toBeGreaterThan(12);
    expect(gpuSeconds(seen, endedAt)).toBeLessThan(13.1);
    expect(of('load').at(-1)).toMatchObject({ edge: 'stopped' });
    expect(of('load').findLast(({ edge }) => edge === 'end')).toMatchObject({ completed: false });
  });

  it.each(['all', 'scaling'] as const)(
    'stops it when its images are spent, also where only %s is seen',
    (detail) => {
      const plan = planFrom(
        'scenarios/fast-style-transfer.yaml',
        (text) => `${text}\nbudget: { requests: 50 }\n`,
      );
      const seen: Observation[] = [];
      const { spent } = playTwin(plan, { startAt: START, emit: (one) => seen.push(one), detail });
      expect(spent).toContain('the budget of 50 images is spent');
      const sent = seen.filter(({ kind }) => kind === 'request').length;
      expect(sent).toBeGreaterThan(50);
      expect(sent).toBeLessThan(75);
    },
  );

  it('is enough for every run as planned', () => {
    for (const file of SCENARIOS) expect(play(planFrom(file)).spent).toBeUndefined();
  });
});
