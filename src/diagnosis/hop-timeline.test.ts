import { describe, expect, test } from 'vitest';
import { examplePlan } from '../record/example-plan.generate.ts';
import { exampleEvents } from '../record/example-run.generate.ts';
import type { Observation } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import { HOPS } from '../verdict/verdict.ts';
import type { Facts } from './facts.ts';
import { hopTimeline, sightHops } from './hop-timeline.ts';
import { adapterPrometheusSilent } from './rules/adapter-prometheus-silent.ts';
import { scaleInTimeline } from './scale-in-hops.ts';

const plan = examplePlan();

function timelineFor(name: 'passed' | 'failed', keep: (o: Observation) => boolean = () => true) {
  const events = exampleEvents(name);
  const observations = events.filter(
    (e): e is Observation => e.kind !== 'run' && e.kind !== 'end' && keep(e),
  );
  return buildTimeline(observations, { startedAt: events[0]!.at, complete: true });
}

test('a scale-out passes every hop in order, and the hops add up to the time of the first answer', () => {
  const timeline = timelineFor('passed');
  const hops = hopTimeline(plan, timeline);
  expect(hops.map((hop) => hop.hop)).toEqual(HOPS.filter((hop) => hop !== 'adapter-prometheus'));
  const times = hops.map((hop) => hop.at!);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const sum = hops.reduce((total, hop) => total + hop.tookMs!, 0);
  expect(sum).toBeCloseTo(times.at(-1)! - times[0]!, 6);
  expect(hops.map((hop) => `${hop.hop}: ${hop.evidence}`).join('\n')).toMatchInlineSnapshot(`
    "load: load started; first image sent at +0.0s
    device: fast-style-transfer-serving-5b7d9c6f4d-ax2q0 at 38, first above the target 20; busy from +1.0s on
    exporter: fast-style-transfer-serving-5b7d9c6f4d-ax2q0 at 38, first above the target 20
    prometheus: fast-style-transfer-serving-5b7d9c6f4d-ax2q0 at 38, first above the target 20 (read 90ms later, at +3.4s)
    custom-metrics: the one pod at 38, first above the target 20
    hpa: desired 1 -> 2; status metric 38 above 20 at +3.7s
    deployment: spec.replicas 1 -> 2
    pod: pod fast-style-transfer-serving-5b7d9c6f4d-bx2q1 created
    ready: pod fast-style-transfer-serving-5b7d9c6f4d-bx2q1 Ready 1.2s after its creation
    endpoint: pod fast-style-transfer-serving-5b7d9c6f4d-bx2q1 listed as a ready endpoint
    latency: pod fast-style-transfer-serving-5b7d9c6f4d-bx2q1 answered its first image in 157ms"
  `);
});

test('a device that was busy and never above the target counts from when it was busy: its load was too small, not its reading', () => {
  const low = timelineFor(
    'passed',
    (o) => !(o.kind === 'gpu' && o.source === 'device' && Number(o.value) > 20),
  );
  const device = hopTimeline(plan, low).find(({ hop }) => hop === 'device');
  expect(device?.at).not.toBeNull();
  expect(device?.evidence).toMatch(/first busy, and never above the target 20$/);
});

test('a hop that nobody looked at says so and does not stop the ones behind it', () => {
  const hops = hopTimeline(
    plan,
    timelineFor('passed', (o) => !(o.kind === 'gpu' && o.source !== 'prometheus')),
  );
  expect(hops[1]).toMatchObject({ hop: 'device', at: null, tookMs: null });
  expect(hops[1]!.evidence).toMatch(/^not observed/);
  expect(hops[3]!.at).not.toBeNull();
});

test('a hop seen after the one behind it is bounded by that one, because a signal cannot overtake itself', () => {
  const timeline = timelineFor(
    'passed',
    (o) => !(o.kind === 'gpu' && o.source === 'exporter' && o.at < late),
  );
  const hops = hopTimeline(plan, timeline);
  const [exporter, prometheus] = [hops[2]!, hops[3]!];
  expect(exporter.at).toBe(prometheus.at);
  expect(exporter.evidence).toMatch(/after prometheus, which bounds it/);
});
const late = exampleEvents('passed')[0]!.at + 12_000;

test('without a scale-out the hops behind the break have no time and say what was seen', () => {
  const hops = hopTimeline(plan, timelineFor('failed'));
  expect(hops.find((hop) => hop.hop === 'prometheus')!.at).not.toBeNull();
  expect(hops.find((hop) => hop.hop === 'custom-metrics')).toMatchObject({ at: null });
  expect(hops.find((hop) => hop.hop === 'hpa')!.evidence).toMatch(/desired stayed at 1: FailedGetPodsMetric/);
});

test('an empty run has no times', () => {
  const hops = hopTimeline(plan, buildTimeline([], { startedAt: 0, complete: false }));
  expect(hops.every((hop) => hop.at === null && hop.tookMs === null)).toBe(true);
});

test('the scale-in is told from load end to the last pod gone', () => {
  const hops = scaleInTimeline(plan, timelineFor('passed'));
  expect(hops.map((hop) => hop.hop)).toEqual([
    'load',
    'device',
    'exporter',
    'prometheus',
    'custom-metrics',
    'hpa',
    'deployment',
    'pod',
  ]);
  expect(hops.filter((hop) => hop.hop !== 'hpa').every((hop) => hop.at !== null)).toBe(true);
  expect(hops.at(-1)!.evidence).toMatch(/^1 left, /);
});

describe("where the adapter asks another Prometheus than the exporter's", () => {
  const prometheus = { url: 'http://gpus', adapter: { url: 'http://query' } };
  const two = { ...plan, scenario: { ...plan.scenario, prometheus } };
  /** The failed run, whose custom metrics API has no value, with what the adapter's Prometheus had of it. */
  function failedWith(ofAdapter: 'all' | 'nothing') {
    const copies: Observation[] = [];
    timelineFor('failed', (seen) => {
      if (seen.kind === 'gpu' && seen.source === 'prometheus' && ofAdapter === 'all')
        copies.push({ ...seen, source: 'adapter-prometheus' });
      return true;
    });
    const events = exampleEvents('failed');
    const others = events.filter((e): e is Observation => e.kind !== 'run' && e.kind !== 'end');
    return buildTimeline([...others, ...copies], { startedAt: events[0]!.at, complete: true });
  }
  const brokenBy = (timeline: ReturnType<typeof failedWith>) =>
    sightHops(two, timeline).find(({ observed, at }) => observed && at === null)?.hop;

  test('it is a hop of its own, between that one and the custom metrics API', () => {
    const hops = hopTimeline(two, failedWith('all')).map(({ hop }) => hop);
    expect(hops.slice(3, 6)).toEqual(['prometheus', 'adapter-prometheus', 'custom-metrics']);
  });

  test('a signal that it lost broke there, one that it had behind it', () => {
    expect(brokenBy(failedWith('nothing'))).toBe('adapter-prometheus');
    expect(brokenBy(failedWith('all'))).toBe('custom-metrics');
    const facts = (ofAdapter: 'all' | 'nothing') => ({ plan: two, timeline: failedWith(ofAdapter) }) as Facts;
    expect(adapterPrometheusSilent(facts('nothing'))?.evidence).toEqual([
      "it had no value of the series, while the exporter's Prometheus had",
    ]);
    expect(adapterPrometheusSilent(facts('all'))).toBeUndefined();
  });
});
