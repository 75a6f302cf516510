import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Scenario, type ScenarioFile, scenarioSchema } from '../scenario/schema.ts';
import { describePlan } from './describe-plan.ts';
import { makePlan } from './make-plan.ts';
import { PROFILES, resolveTiming } from './timing.ts';

function scenario(file: Partial<ScenarioFile> = {}): Scenario {
  return scenarioSchema.parse({
    name: 'a',
    workload: { startupBudget: '6s', terminationGrace: '15s' },
    load: { timeout: '5s', stages: [{ kind: 'hold', name: 'steady', rate: 6, duration: '40s' }] },
    assertions: [
      { kind: 'scalesOut', atLeast: 4 },
      { kind: 'scalesIn' },
      { kind: 'dutyCycleZero' },
      { kind: 'hpaHealthy' },
    ],
    ...file,
  });
}

function boundOf(of: Scenario, kind: string, name: string, timing = PROFILES.compressed) {
  const planned = makePlan(of, timing).assertions.find((a) => a.id === kind);
  return planned?.bounds.find((bound) => bound.name === name);
}

describe('bounds', () => {
  it('allow scale-out the whole pipeline, start-up and the first answer, and say so', () => {
    expect(boundOf(scenario(), 'scalesOut', 'within')).toEqual({
      name: 'within',
      value: 28_001,
      unit: 'ms',
      arithmetic:
        '(exporter 2s + scrape 1s + relist 4s + sync 1s + start-up budget 6s + readiness period 1s + first answer of each pod 2.7s + observation 1s) x1.5 = 28s after load start',
    });
  });

  it('hold scale-in back for the stabilization window, less one sync and jitter', () => {
    expect(boundOf(scenario(), 'scalesIn', 'notBefore')).toMatchObject({
      value: 18_000,
      arithmetic: 'stabilization window 20s - sync 1s - jitter 1s = 18s after load end',
    });
  });

  it('count the window from the end of the peak when the load falls before it ends', () => {
    const stages: ScenarioFile['load']['stages'] = [
      { kind: 'hold', name: 'high', rate: 6, duration: '30s' },
      { kind: 'hold', name: 'low', rate: 2, duration: '10s' },
    ];
    expect(boundOf(scenario({ load: { stages } }), 'scalesIn', 'notBefore')?.value).toBe(8000);
  });

  it("take the HPA's own window before the controller's", () => {
    const own = scenario({ hpa: { behavior: { scaleDown: { stabilizationWindowSeconds: 5 } } } });
    expect(boundOf(own, 'scalesIn', 'notBefore')?.value).toBe(3000);
  });

  it('do not multiply a window, which no slow machine stretches', () => {
    const compressed = boundOf(scenario(), 'scalesIn', 'within')!.value;
    const longer = { ...PROFILES.compressed, downscaleStabilizationMs: 30_000 };
    expect(boundOf(scenario(), 'scalesIn', 'within', longer)!.value).toBe(compressed + 10_000);
  });

  it('add a round of pipeline and pods where a busy GPU cannot ask for the size at once', () => {
    const at50 = scenario({ hpa: { metric: { averageValue: 50 } } });
    expect(boundOf(at50, 'scalesOut', 'within')?.arithmetic).toContain('round 2 (2->4) pipeline 4s');
  });

  it('say when the tolerance keeps the HPA from ever scaling out', () => {
    const at91 = scenario({ hpa: { metric: { averageValue: 91 } } });
    expect(boundOf(at91, 'scalesOut', 'within')?.arithmetic).toMatch(
      /100 \/ 91 is within the tolerance 0\.1/,
    );
  });

  it('take what the scenario gives instead of computing', () => {
    const given = scenario({ assertions: [{ kind: 'scalesOut', exactly: 3, within: '9s' }] });
    expect(boundOf(given, 'scalesOut', 'within')).toMatchObject({
      value: 9000,
      arithmetic: '9s after load start, as the scenario says',
    });
    expect(boundOf(given, 'scalesOut', 'exactly')?.value).toBe(3);
  });

  it('grow with every part of the pipeline', () => {
    const names = [
      'exporterIntervalMs',
      'scrapeIntervalMs',
      'relistIntervalMs',
      'syncPeriodMs',
      'queryWindowMs',
    ] as const;
    const before = boundOf(scenario(), 'scalesOut', 'within')!.value;
    for (const name of names) {
      const slower = { ...PROFILES.compressed, [name]: PROFILES.compressed[name] + 10_000 };
      expect(boundOf(scenario(), 'scalesOut', 'within', slower)!.value, name).toBe(before + 15_000);
    }
  });
});

describe('a plan', () => {
  it('watches until the last of its bounds has passed', () => {
    const plan = makePlan(scenario(), PROFILES.compressed);
    const within = plan.assertions.flatMap((a) =>
      a.bounds.filter((b) => b.name === 'within').map((b) => b.value),
    );
    expect(plan.settleMs).toBeGreaterThanOrEqual(Math.max(...within));
  });

  it('names a second assertion of a kind apart', () => {
    const twice = scenario({
      assertions: [{ kind: 'hpaHealthy' }, { kind: 'hpaHealthy', longestBad: '1s' }],
    });
    expect(makePlan(twice, PROFILES.compressed).assertions.map((a) => a.id)).toEqual([
      'hpaHealthy',
      'hpaHealthy#2',
    ]);
  });

  it('warns when the load ends before a size must be reached', () => {
    const short = scenario({ load: { stages: [{ kind: 'hold', name: 's', rate: 6, duration: '10s' }] } });
    expect(makePlan(short, PROFILES.compressed).warnings).toHaveLength(1);
    expect(makePlan(scenario(), PROFILES.compressed).warnings).toEqual([]);
  });

  it('survives a load of rate 0', () => {
    const none = scenario({ load: { stages: [{ kind: 'hold', name: 'silence', rate: 0, duration: '5s' }] } });
    const plan = makePlan(none, PROFILES.compressed);
    expect(plan.arrivals).toEqual([]);
    expect(plan.assertions.every((a) => a.bounds.every((b) => Number.isFinite(b.value)))).toBe(true);
  });

  it('is told in words: stages, bounds with arithmetic, duration and GPU time', () => {
    const text = describePlan(makePlan(scenario(), PROFILES.compressed));
    expect(text).toContain('load: 240 images over 40s, even arrivals');
    expect(text).toMatch(/within 28s: \(exporter 2s .* = 28s after load start/);
    expect(text).toMatch(/predicted: 1m\d\ds, [\d.]+ GPU-minutes/);
  });

  it('says how Prometheus of a cluster is reached, and of both where the adapter asks another one', () => {
    const service = { namespace: 'monitoring', name: 'prometheus', via: 'port-forward' } as const;
    const prometheus = { service, adapter: { url: 'https://query.example/' } };
    const text = describePlan(makePlan(scenario({ target: 'cluster', prometheus }), PROFILES.compressed));
    expect(text).toContain('Prometheus: Service monitoring/prometheus:9090 by port-forward');
    expect(text).toContain('the metrics adapter asks another one: https://query.example\n');
  });

  it('is the same for the same seed, and of another seed only in Poisson arrivals', () => {
    const poisson = scenario({
      load: { arrivals: 'poisson', stages: [{ kind: 'hold', name: 's', rate: 6, duration: '40s' }] },
    });
    const plan = (seed: number) => makePlan(poisson, PROFILES.compressed, seed);
    expect(plan(1)).toEqual(plan(1));
    expect(plan(1).arrivals).not.toEqual(plan(2).arrivals);
    expect(plan(1).assertions).toEqual(plan(2).assertions);
  });
});

it('takes the timing of the scenario over what the target tells', () => {
  const own = scenario({ timing: { syncPeriod: '30s' }, pipeline: { queryWindow: '2m' } });
  expect(resolveTiming(own)).toEqual({
    ...PROFILES.compressed,
    syncPeriodMs: 30_000,
    queryWindowMs: 120_000,
  });
  expect(resolveTiming(own, PROFILES.realtime).scrapeIntervalMs).toBe(15_000);
});

it('gives finite bounds that are not negative for any timing', () => {
  const ms = fc.integer({ min: 0, max: 600_000 });
  const timing = fc.record({
    exporterIntervalMs: ms,
    scrapeIntervalMs: ms,
    queryWindowMs: ms,
    relistIntervalMs: ms,
    syncPeriodMs: fc.integer({ min: 1000, max: 60_000 }),
    downscaleStabilizationMs: ms,
  });
  fc.assert(
    fc.property(timing, (any) => {
      const plan = makePlan(scenario(), any);
      for (const { bounds } of plan.assertions) {
        const notBefore = bounds.find((b) => b.name === 'notBefore')?.value ?? Number.NEGATIVE_INFINITY;
        const within = bounds.find((b) => b.name === 'within')?.value ?? Number.POSITIVE_INFINITY;
        expect(notBefore).toBeLessThan(within);
        for (const bound of bounds) expect(Number.isFinite(bound.value)).toBe(true);
      }
    }),
  );
});
