import { expect } from 'vitest';
import type { RunRecord, RunResult } from '../record/run-record.ts';

type Look = (result: RunResult, record: RunRecord) => void;

/** What must be told of each scenario that is broken on purpose or has a component killed, by its name. */
export const WHAT_BREAKS: Readonly<Record<string, Look>> = {
  'no-load': (result) => {
    expect(verdictOf(result, 'scalesOut')).toMatchObject({ status: 'inconclusive' });
    expect(result.verdicts.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(causesOf(result)).toEqual(['NO_LOAD at load']);
  },
  'k6-killed': (result, record) => {
    expect(verdictOf(result, 'noRequestLost')).toMatchObject({ status: 'inconclusive' });
    expect(verdictOf(result, 'scalesOut').reason).toContain('k6 was killed by SIGKILL');
    expect(result.load.delivered).toBe(false);
    expect(causesOf(result)).toEqual(['LOAD_GENERATOR_DIED at load']);
    expect(struck(record)).toEqual(['k6']);
  },
  'never-ready': (result) => {
    expect(verdictOf(result, 'scalesOut')).toMatchObject({ status: 'failed', brokenHop: 'ready' });
    expect(verdictOf(result, 'errorRate')).toMatchObject({ status: 'failed' });
    expect(result.load.delivered).toBe(true);
    expect(causesOf(result)).toContain('PODS_NEVER_READY at ready');
  },
  'target-never-reached': (result) => {
    expect(verdictOf(result, 'scalesOut')).toMatchObject({ status: 'failed', brokenHop: 'hpa' });
    expect(verdictOf(result, 'errorRate')).toMatchObject({ status: 'passed' });
    expect(causesOf(result)).toEqual(['TARGET_OUT_OF_REACH at hpa']);
  },
  'wrong-adapter-metric': (result) => {
    expect(verdictOf(result, 'scalesOut')).toMatchObject({ status: 'failed', brokenHop: 'custom-metrics' });
    expect(verdictOf(result, 'hpaHealthy')).toMatchObject({ status: 'failed', brokenHop: 'custom-metrics' });
    expect(causesOf(result)).toEqual(['NOT_DISCOVERED at custom-metrics']);
  },
  'drops-on-sigterm': (result) => {
    expect(verdictOf(result, 'noRequestLost')).toMatchObject({ status: 'failed', brokenHop: 'pod' });
    expect(result.load.delivered).toBe(true);
    expect(causesOf(result)).toContain('SCALE_IN_DROPS at pod');
  },
  'press-never-stops': (result) => {
    expect(verdictOf(result, 'loadStops')).toMatchObject({ status: 'failed', brokenHop: 'load' });
    expect(verdictOf(result, 'loadStops').reason).toMatch(/fast-style-transfer-press-\S+ Running/);
    expect(causesOf(result)).toEqual(['LOAD_NOT_STOPPED at load']);
  },
  'budget-spent': (result) => {
    expect(result.verdicts.map(({ status }) => status)).toEqual(['inconclusive', 'inconclusive']);
    expect(verdictOf(result, 'scalesOut').reason).toContain('the budget of 0.2 GPU-minutes is spent');
  },
  'prometheus-killed': (result, record) => {
    expect(verdictOf(result, 'dutyCycleZero')).toMatchObject({ status: 'inconclusive' });
    expect(result.verdicts.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(verdictOf(result, 'noRequestLost')).toMatchObject({ status: 'passed' });
    expect(causesOf(result)).toContain('PROMETHEUS_UNREACHABLE at prometheus');
    expect(record.observations.some((seen) => seen.kind === 'gap' && seen.source === 'prometheus')).toBe(
      true,
    );
    expect(struck(record)).toEqual(['prometheus']);
  },
  'serving-pod-killed': (result, record) => {
    expect(verdictOf(result, 'noRequestLost')).toMatchObject({ status: 'failed' });
    expect(causesOf(result)).toContain('COMPONENT_DIED at pod');
    expect(struck(record)).toEqual(['serving-pod']);
  },
  'queue-full': (result) => {
    expect(verdictOf(result, 'errorRate')).toMatchObject({ status: 'failed' });
    expect(verdictOf(result, 'noRequestLost')).toMatchObject({ status: 'passed' });
    expect(result.load.delivered).toBe(true);
    expect(result.load.stages[0]?.rejected).toBeGreaterThan(10);
  },
  'adapter-killed': (result, record) => {
    expect(verdictOf(result, 'hpaHealthy')).toMatchObject({ status: 'passed' });
    expect(causesOf(result)).toContain('COMPONENT_DIED at custom-metrics');
    expect(struck(record)).toEqual(['prometheus-adapter']);
  },
  'controller-restarted': (result, record) => {
    expect(result.verdicts.filter(({ status }) => status !== 'passed')).toEqual([]);
    const { divergences, explained, syncs } = result.audit!;
    const [first] = divergences;
    expect([first!.class, explained]).toEqual(['controller-restart', syncs]);
    expect(first!.why).toContain('kube-controller-manager was struck at');
    // By its policy it may add no third pod within 20 s, and it forgot that it had added the second.
    expect(first).toMatchObject({ recomputed: 2, observed: 3 });
    expect(causesOf(result)).toContain('COMPONENT_DIED at hpa');
    expect(struck(record)).toEqual(['kube-controller-manager']);
  },
};

/** One verdict of a run. */
function verdictOf(result: RunResult, assertion: string): RunResult['verdicts'][number] {
  const found = result.verdicts.find((verdict) => verdict.assertion === assertion);
  if (found === undefined) throw new Error(`run ${result.runId} has no verdict ${assertion}`);
  return found;
}

/** The named causes of a run, as `ID at hop`. */
function causesOf(result: RunResult): readonly string[] {
  return result.findings.map(({ id, hop }) => `${id} at ${hop}`);
}

/** The components that were struck on purpose. */
function struck(record: RunRecord): readonly string[] {
  return record.observations.flatMap((seen) =>
    seen.kind === 'component' && seen.change === 'struck' ? [seen.component] : [],
  );
}
