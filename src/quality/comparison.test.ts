import { describe, expect, test } from 'vitest';
import { jitteredRun } from '../run/jittered-run.fixture.ts';
import { arrange } from './arrangements.ts';
import { compareRuns, type JudgedRun } from './comparison.ts';

/** Runs of one system, or of one that scales out more slowly. */
function runs(count: number, firstSeed: number, slower = 1): readonly JudgedRun[] {
  return Array.from({ length: count }, (_, i) => jitteredRun({ seed: firstSeed + i, slower }));
}

function without(run: JudgedRun, change: Partial<JudgedRun['result']>): JudgedRun {
  return { ...run, result: { ...run.result, ...change } };
}

const verdicts = (base: readonly JudgedRun[], candidate: readonly JudgedRun[]) =>
  Object.fromEntries(compareRuns(base, candidate).figures.map((figure) => [figure.id, figure.verdict]));

describe('comparing repeated runs', () => {
  test('finds a scale-out that is 20 % slower over 5 runs each, and says in which figures', () => {
    const comparison = compareRuns(runs(5, 1), runs(5, 101, 1.2));
    expect(comparison).toMatchObject({ outcome: 'failed', exitCode: 1 });
    const found = comparison.figures.filter((figure) => figure.verdict === 'regression').map(({ id }) => id);
    expect(found).toEqual(expect.arrayContaining(['ready4', 'peakReady', 'settling']));
    expect(found).not.toContain('scaleInStart');
    expect(comparison.headline).toContain('peak ready');
  });

  test('calls the same difference an improvement the other way round, and lets it pass', () => {
    const comparison = compareRuns(runs(5, 101, 1.2), runs(5, 1));
    expect(comparison.exitCode).toBe(0);
    expect(verdicts(runs(5, 101, 1.2), runs(5, 1)).peakReady).toBe('improvement');
  });

  test('stays silent on ten pairs of equal systems', () => {
    const loud = Array.from({ length: 10 }, (_, pair) =>
      compareRuns(runs(5, pair * 20 + 1), runs(5, pair * 20 + 11)),
    )
      .filter((comparison) => comparison.exitCode !== 0)
      .map((comparison) => comparison.headline);
    expect(loud).toEqual([]);
  });

  test('of twenty pairs of equal systems that are noisy, finds something worse in no more than its chance', () => {
    const noisy = (count: number, from: number) =>
      Array.from({ length: count }, (_, i) => jitteredRun({ seed: from + i, spread: 0.15, phaseMs: 1500 }));
    const loud = Array.from({ length: 20 }, (_, pair) =>
      compareRuns(noisy(5, pair * 20 + 1), noisy(5, pair * 20 + 11)),
    ).filter((comparison) => comparison.exitCode !== 0);
    expect(loud.length).toBeLessThanOrEqual(1);
  });

  test('cannot tell anything from three runs each, however clear, and says how many it takes', () => {
    const comparison = compareRuns(runs(3, 1), runs(3, 101, 2));
    expect(comparison.exitCode).toBe(3);
    expect(comparison.headline).toContain('give 4 of each');
  });

  test('calls a difference of medians an overlap where the runs are of two kinds on both sides', () => {
    const kinds = (slow: number, seed: number) => [...runs(slow, seed, 1.4), ...runs(5 - slow, seed + 20)];
    const comparison = compareRuns(kinds(2, 1), kinds(3, 101));
    expect(comparison.exitCode).toBe(0);
    expect(comparison.figures.find((figure) => figure.id === 'peakReady')).toMatchObject({
      verdict: 'overlap',
    });
  });

  test('of a run with itself says that it is the same run', () => {
    expect(() => compareRuns(runs(4, 1), runs(4, 4))).toThrow('is both base and candidate');
  });
});

describe('runs that say nothing', () => {
  const interrupted = (run: JudgedRun) =>
    without(run, { outcome: 'inconclusive', end: { kind: 'end', at: 0, reason: 'interrupted' } });

  test('are left out with the reason, and make a comparison without a regression inconclusive', () => {
    const [first, ...others] = runs(6, 1);
    const comparison = compareRuns([interrupted(first!), ...others], runs(5, 101));
    expect(comparison.exitCode).toBe(3);
    expect(comparison.base.leftOut).toEqual([
      { runId: first!.header.runId, reason: 'it ended early: interrupted' },
    ]);
    expect(comparison.base.runs).toHaveLength(5);
  });

  test('do not hide a regression that the others show', () => {
    const [first, ...others] = runs(6, 101, 1.2);
    expect(compareRuns(runs(5, 1), [interrupted(first!), ...others]).exitCode).toBe(1);
  });

  test('leave nothing to compare when there are no others', () => {
    const comparison = compareRuns(runs(4, 1), runs(4, 101).map(interrupted));
    expect(comparison).toMatchObject({ exitCode: 3, figures: [] });
  });
});

describe('a scale-out that never happened', () => {
  const never = (run: JudgedRun): JudgedRun => {
    const kept = run.timeline
      .of('replicas')
      .filter((seen) => seen.desired <= 1 && seen.at < run.timeline.startedAt + 3000);
    const of = ((kind: 'replicas') =>
      kind === 'replicas' ? kept : run.timeline.of(kind)) as JudgedRun['timeline']['of'];
    return { ...run, timeline: { ...run.timeline, of } };
  };

  test('is worse than any that was slow', () => {
    const comparison = compareRuns(runs(5, 1), runs(5, 101).map(never));
    const first = comparison.figures.find((figure) => figure.id === 'firstScaleOut')!;
    expect(first).toMatchObject({ verdict: 'regression', difference: Number.POSITIVE_INFINITY });
    expect(comparison.exitCode).toBe(1);
  });

  test('is the same as another that never happened', () => {
    expect(verdicts(runs(5, 1).map(never), runs(5, 101).map(never)).firstScaleOut).toBe('same');
  });
});

describe('runs that are not comparable', () => {
  const other = (run: JudgedRun, change: (plan: JudgedRun['header']['plan']) => object): JudgedRun => ({
    ...run,
    header: { ...run.header, plan: { ...run.header.plan, ...change(run.header.plan) } },
  });

  test.for([
    ['scenario', (plan) => ({ scenario: { ...plan.scenario, name: 'another' } })],
    ['timing syncPeriodMs', (plan) => ({ timing: { ...plan.timing, syncPeriodMs: 15_000 } })],
    ['plan: load stages', (plan) => ({ stages: plan.stages.slice(1) })],
    [
      'plan: GPU nodes',
      (plan) => ({ scenario: { ...plan.scenario, gpuNodes: { count: 1, gpusPerNode: 1 } } }),
    ],
  ] satisfies [string, Parameters<typeof other>[1]][])(
    'are refused for another %s, which is named',
    ([name, change]) => {
      expect(() =>
        compareRuns(
          runs(4, 1),
          runs(4, 101).map((run) => other(run, change)),
        ),
      ).toThrow(name);
    },
  );

  test('are refused for another target', () => {
    const elsewhere = runs(4, 101).map((run) => ({
      ...run,
      header: { ...run.header, target: 'cluster' as const },
    }));
    expect(() => compareRuns(runs(4, 1), elsewhere)).toThrow('target is "lab (emulated GPUs)" in run');
  });

  const tuned = (run: JudgedRun) =>
    other(run, ({ scenario }) => ({ scenario: { ...scenario, hpa: { ...scenario.hpa, maxReplicas: 20 } } }));

  test('may differ in the HPA between base and candidate, and the comparison says so', () => {
    expect(compareRuns(runs(4, 1), runs(4, 101).map(tuned)).changed).toEqual([
      'plan: HPA maxReplicas: 10 -> 20',
    ]);
  });

  test('may differ in versions, and the comparison says where', () => {
    const [first, ...others] = runs(4, 101);
    const newer = {
      ...first!,
      header: { ...first!.header, versions: { ...first!.header.versions, k6: 'v9' } },
    };
    expect(compareRuns(runs(4, 1), [newer, ...others]).changed).toEqual([
      'versions k6: "v2.2.0" -> "v9"',
      expect.stringContaining('within the candidate, versions k6 is "v9" in run'),
    ]);
  });

  test('may not differ in the HPA within one side', () => {
    expect(() => compareRuns([...runs(3, 1), tuned(runs(1, 9)[0]!)], runs(4, 101))).toThrow(
      'plan: HPA maxReplicas',
    );
  });
});

test('arrangements are all there are, the real one first; too many are drawn by lot, always the same', () => {
  expect(arrange(2, 2)).toEqual({
    ways: [
      [2, 3],
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
    ],
    exact: true,
  });
  expect(arrange(5, 5).ways).toHaveLength(252);
  const drawn = arrange(12, 12);
  expect(drawn).toMatchObject({ exact: false });
  expect(drawn.ways.every((way) => new Set(way).size === 12)).toBe(true);
  expect(arrange(12, 12)).toEqual(drawn);
});
