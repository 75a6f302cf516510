import { describe, expect, test } from 'vitest';
import type { Plan } from '../plan/plan.ts';
import { examplePlan } from '../record/example-plan.generate.ts';
import { exampleEvents } from '../record/example-run.generate.ts';
import type { Observation } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { attestLoad } from './attest-load.ts';
import { firstBrokenHop } from './broken-hop.ts';
import { diagnose } from './diagnose.ts';

const plan = examplePlan();
const startedAt = exampleEvents('passed')[0]!.at;
const at = (seconds: number) => startedAt + 3000 + seconds * 1000;

function story(
  name: 'passed' | 'failed',
  change: (all: readonly Observation[]) => readonly Observation[] = (all) => all,
) {
  const all = exampleEvents(name).filter((e): e is Observation => e.kind !== 'run' && e.kind !== 'end');
  return buildTimeline(change(all), { startedAt, endedAt: startedAt + 60_000, complete: true });
}

function verdict(assertion: string): Verdict {
  return { assertion, status: 'failed', expected: '', observed: '', window: { from: 0, to: 0 }, samples: 1 };
}

function findings(timeline: ReturnType<typeof story>, of: Plan = plan) {
  return diagnose(of, timeline, attestLoad(of, timeline), [verdict('scalesOut')]);
}

const ids = (timeline: ReturnType<typeof story>, of: Plan = plan) => findings(timeline, of).map((f) => f.id);

describe('a sound run', () => {
  test('has no findings', () => {
    expect(ids(story('passed'))).toEqual([]);
  });
});

describe('an adapter rule for the wrong metric name', () => {
  test('is named with both names, and the break is at the custom metrics API', () => {
    const [finding, ...others] = findings(story('failed'));
    expect(finding).toMatchObject({ id: 'NOT_DISCOVERED', hop: 'custom-metrics' });
    expect(finding!.evidence.join('\n')).toMatch(/could not find the metric/);
    expect(others).toEqual([]);
    expect(firstBrokenHop(plan, story('failed'), verdict('scalesOut'))).toBe('custom-metrics');
  });
});

/** The HPA's target as the plan and the HPA's own status say it, with the story of a run that did not scale. */
function targetOf91(): { readonly plan: Plan; readonly timeline: ReturnType<typeof story> } {
  const { scenario } = plan;
  const high = {
    ...plan,
    scenario: {
      ...scenario,
      hpa: { ...scenario.hpa, metric: { ...scenario.hpa.metric, averageValue: '91' } },
    },
  };
  const first = exampleEvents('passed').find((e) => e.kind === 'pod')!.pod;
  const timeline = story('passed', (all) =>
    all.flatMap((o): readonly Observation[] => {
      if (o.kind === 'hpa') return [{ ...o, desired: 1, current: 1 }];
      if (o.kind === 'replicas') return [{ ...o, desired: 1, current: 1, ready: 1, available: 1 }];
      if (o.kind === 'event') return [];
      if (o.kind === 'pod') return o.pod === first ? [o] : [];
      if (o.kind === 'endpoints') return [{ ...o, ready: [first] }];
      if (o.kind === 'request') return [{ ...o, pod: first }];
      return [o];
    }),
  );
  return { plan: high, timeline };
}

describe('a target that the metric cannot pass', () => {
  test('is named with the peak, and the break is at the HPA, not in the pipeline', () => {
    const { plan: high, timeline } = targetOf91();
    const finding = findings(timeline, high).find((f) => f.id === 'TARGET_OUT_OF_REACH');
    expect(finding!.evidence.join('\n')).toMatch(/a target of 91 or more can never add a pod/);
    expect(firstBrokenHop(high, timeline, verdict('scalesOut'))).toBe('hpa');
  });
});

describe('pods that never become Ready', () => {
  const neverReady = story('passed', (all) => [
    ...all
      .filter(
        (o) =>
          !(
            o.kind === 'pod' &&
            o.change !== 'created' &&
            o.change !== 'scheduled' &&
            o.change !== 'started' &&
            o.at > at(0)
          ),
      )
      .filter((o) => !(o.kind === 'pod' && o.change === 'ready')),
    {
      kind: 'event',
      at: at(20),
      type: 'Warning',
      reason: 'Unhealthy',
      object: `Pod/${newPod(all)}`,
      message: 'Readiness probe failed: HTTP 503',
      count: 9,
    },
  ]);
  test('are named with the probe, and the break is at ready', () => {
    const finding = findings(neverReady).find((f) => f.id === 'PODS_NEVER_READY');
    expect(finding!.evidence.join('\n')).toMatch(/Readiness probe failed: HTTP 503/);
    expect(firstBrokenHop(plan, neverReady, verdict('scalesOut'))).toBe('ready');
  });
});

function newPod(all: readonly Observation[]): string {
  const created = all.filter((o) => o.kind === 'pod').filter((o) => o.change === 'created' && o.at > at(0));
  return created[0]!.pod;
}

describe('requests lost while a pod terminates', () => {
  const dropped = story('passed', (all) => {
    const gone = all.filter((o) => o.kind === 'pod').find((o) => o.change === 'terminating')!;
    const loss: Observation = {
      kind: 'request',
      at: gone.at + 300,
      intendedAt: gone.at - 10,
      sentAt: gone.at - 10,
      durationMs: 310,
      stage: 'peak',
      outcome: 'lost',
      status: 0,
      detail: 'connection reset',
    };
    return [...all, loss];
  });
  test('are named with the pod that took them, and the break is at the pod', () => {
    const finding = findings(dropped).find((f) => f.id === 'SCALE_IN_DROPS');
    expect(finding!.evidence[0]).toMatch(
      /lost .* \(connection reset\); fast-style-transfer-serving-\S+ was terminating since/,
    );
    expect(firstBrokenHop(plan, dropped, verdict('noRequestLost'))).toBe('pod');
  });
});

describe('a component struck in the middle', () => {
  test('k6 dying is a load generator that died', () => {
    const timeline = story('passed', (all) =>
      all.map((o) =>
        o.kind === 'load' && o.edge === 'end' ? { ...o, completed: false, detail: 'SIGKILL' } : o,
      ),
    );
    expect(ids(timeline)).toEqual(['LOAD_GENERATOR_DIED']);
  });
  test('Prometheus dying is named with its gap', () => {
    const gap: Observation = {
      kind: 'gap',
      at: at(10),
      source: 'prometheus',
      from: at(10),
      to: null,
      reason: 'connection refused',
    };
    expect(findings(story('passed', (all) => [...all, gap]))).toMatchObject([
      {
        id: 'PROMETHEUS_UNREACHABLE',
        hop: 'prometheus',
        evidence: [expect.stringMatching(/\+10\.0s to the end of the run: connection refused/)],
      },
    ]);
  });
  test('any other component is named too', () => {
    const down: Observation = {
      kind: 'component',
      at: at(10),
      component: 'prometheus-adapter',
      change: 'struck',
      detail: 'SIGKILL',
    };
    expect(ids(story('passed', (all) => [...all, down]))).toEqual(['COMPONENT_DIED']);
  });
});

describe('an HPA that is not alone', () => {
  test('a count that the HPA never asked for is another writer', () => {
    const other: Observation = {
      kind: 'replicas',
      at: at(20),
      desired: 9,
      current: 5,
      ready: 5,
      available: 5,
    };
    expect(ids(story('passed', (all) => [...all, other]))).toContain('REPLICAS_OVERWRITTEN');
  });
  test('an edit of its spec is named with what changed', () => {
    const edited = story('passed', (all) =>
      all.map((o) => (o.kind === 'hpa' && o.at > at(12) ? { ...o, specVersion: 'x', max: 3 } : o)),
    );
    expect(findings(edited)).toMatchObject([
      { id: 'HPA_SPEC_CHANGED', evidence: [expect.stringMatching(/max 10 -> 3/)] },
    ]);
  });
  test('maxReplicas under a metric that stays high is named as the limit', () => {
    const capped: Observation = {
      kind: 'hpa',
      at: at(20),
      desired: 10,
      current: 10,
      min: 1,
      max: 10,
      specVersion: '3f1c9a52',
      metrics: [{ name: 'DCGM_FI_DEV_GPU_UTIL', value: 88, target: 20 }],
      conditions: [{ type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas', message: '' }],
    };
    expect(ids(story('passed', (all) => [...all, capped]))).toEqual(['AT_MAX']);
  });
});

test("pods that no node has a GPU for are named with the scheduler's words", () => {
  const timeline = story('passed', (all) => [
    ...all,
    { kind: 'pod', at: at(10), pod: 'p-pending', change: 'created' },
    {
      kind: 'event',
      at: at(10.1),
      type: 'Warning',
      reason: 'FailedScheduling',
      object: 'Pod/p-pending',
      message: '0/3 nodes are available: 3 Insufficient nvidia.com/gpu.',
      count: 1,
    },
  ]);
  expect(findings(timeline)).toMatchObject([{ id: 'GPU_SHORTAGE', hop: 'pod' }]);
});

test('new pods that get no request although they are endpoints are named', () => {
  const first = exampleEvents('passed').find((e) => e.kind === 'pod')!.pod;
  const pinned = story('passed', (all) =>
    all.map((o) => (o.kind === 'request' ? { ...o, pod: first } : o)).filter((o) => o.kind !== 'serverCount'),
  );
  expect(ids(pinned)).toEqual(['CONNECTION_PINNING']);
  expect(firstBrokenHop(plan, pinned, verdict('scalesOut'))).toBe('latency');
});

test('a short spell of a failing metric in a run that scaled is not a finding', () => {
  const bad = (seconds: number, status: 'True' | 'False'): Observation => ({
    kind: 'hpa',
    at: at(seconds),
    desired: 5,
    current: 5,
    min: 1,
    max: 10,
    metrics: [{ name: 'DCGM_FI_DEV_GPU_UTIL', value: 18, target: 20 }],
    conditions: [
      {
        type: 'ScalingActive',
        status,
        reason: 'FailedGetPodsMetric',
        message: 'no metrics returned from custom metrics API',
      },
    ],
    specVersion: '3f1c9a52',
  });
  expect(ids(story('passed', (all) => [...all, bad(20, 'False'), bad(21, 'True')]))).toEqual([]);
  const before45 = (all: readonly Observation[]) => all.filter((o) => o.kind !== 'hpa' || o.at < at(45));
  expect(ids(story('passed', (all) => [...before45(all), bad(45, 'False')]))).toEqual(['NO_ROWS']);
});

test('where no pod was ever Ready the chain broke at ready, although the device is the first to be silent', () => {
  const silent = story('passed', (all) =>
    all
      .filter((o) => !(o.kind === 'pod' && (o.change === 'ready' || o.at > at(0))))
      .map((o) =>
        o.kind === 'gpu' ? { ...o, value: 0 } : o.kind === 'request' ? { ...o, outcome: 'lost' as const } : o,
      ),
  );
  expect(firstBrokenHop(plan, silent, verdict('scalesOut'))).toBe('ready');
});
