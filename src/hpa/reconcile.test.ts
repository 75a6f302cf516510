import { describe, expect, it } from 'vitest';
import { STOCK_CONTROLLER } from './controller-config.ts';
import { type ControllerMemory, NO_MEMORY } from './memory.ts';
import type { Pod } from './pod.ts';
import { clusterOf, type Readings } from './readings.ts';
import { reconcile } from './reconcile.ts';
import { EMPTY_STATUS, type HpaStatus } from './status.ts';
import { fieldsOf } from './wire/fields.ts';
import { readHpaSpec } from './wire/hpa-spec.ts';

const METRIC = {
  metric: { name: 'DCGM_FI_DEV_GPU_UTIL' },
  target: { type: 'AverageValue', averageValue: '70' },
};

const hpaOf = (spec: object, status: HpaStatus = EMPTY_STATUS) => ({
  namespace: 'style-transfer',
  name: 'serving',
  spec: readHpaSpec(
    fieldsOf({ minReplicas: 1, maxReplicas: 10, metrics: [{ type: 'Pods', pods: METRIC }], ...spec }, 'spec'),
  ),
  status,
});

const pod = (index: number): Pod => ({
  name: `serving-${index}`,
  labels: { app: 'serving' },
  phase: 'Running',
  deleting: false,
  startTime: -3_600_000,
  ready: { status: 'True', lastTransition: -3_590_000 },
  containers: [],
});

/** `count` pods that all show the same duty cycle in percent. */
function dutyOf(count: number, percent: number): Readings {
  const pods = Array.from({ length: count }, (_, index) => pod(index));
  return {
    pods,
    scale: { specReplicas: count, statusReplicas: count, selector: 'app=serving' },
    metrics: [{ pods: pods.map(({ name }) => ({ pod: name, timestamp: 0, value: percent * 1000 })) }],
  };
}

function sync(spec: object, readings: Readings, memory: ControllerMemory = NO_MEMORY, now = 0) {
  return reconcile({ hpa: hpaOf(spec), config: STOCK_CONTROLLER, cluster: clusterOf(readings) }, memory, now);
}

describe('one sync', () => {
  it('doubles without a behavior, but adds four with an empty one', () => {
    expect(sync({}, dutyOf(3, 350)).decision.scaleTo).toBe(6);
    expect(sync({ behavior: {} }, dutyOf(3, 350)).decision.scaleTo).toBe(7);
  });

  it('keeps the size within the tolerance, both edges included', () => {
    expect(sync({}, dutyOf(4, 77)).decision.scaleTo).toBeUndefined();
    expect(sync({}, dutyOf(4, 63)).decision.scaleTo).toBeUndefined();
    expect(sync({}, dutyOf(4, 78)).decision.scaleTo).toBe(5);
  });

  it('holds a first scale-down back for the whole window, and lets it go after', () => {
    const first = sync({}, dutyOf(4, 10));
    expect(first.decision.scaleTo).toBeUndefined();
    expect(first.decision.status.conditions[0]).toMatchObject({ reason: 'ScaleDownStabilized' });
    expect(sync({}, dutyOf(4, 10), first.memory, 300_000).decision.scaleTo).toBeUndefined();
    expect(sync({}, dutyOf(4, 10), first.memory, 300_001).decision.scaleTo).toBe(1);
  });

  it('rounds a percent policy up in doubles: 10 % of 50 are 6', () => {
    const spec = {
      maxReplicas: 100,
      behavior: { scaleUp: { policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }] } },
    };
    const { decision } = sync(spec, dutyOf(50, 350));
    expect(decision.scaleTo).toBe(56);
    expect(decision.status.conditions.at(-1)).toMatchObject({ reason: 'ScaleUpLimit', status: 'True' });
  });

  it('goes back into the range without asking metrics, windows or policies', () => {
    const spec = { maxReplicas: 2, behavior: { scaleDown: { selectPolicy: 'Disabled' } } };
    const { decision } = sync(spec, { ...dutyOf(5, 350), metrics: [{ error: 'never asked' }] });
    expect(decision.scaleTo).toBe(2);
    expect(decision.events).toEqual([
      {
        type: 'Normal',
        reason: 'SuccessfulRescale',
        message: 'New size: 2; reason: Current number of replicas above Spec.MaxReplicas',
      },
    ]);
  });

  it('does nothing when its only metric fails, and says which and why', () => {
    const { decision, memory } = sync({}, { ...dutyOf(3, 0), metrics: [{ error: 'timed out' }] });
    expect(decision.scaleTo).toBeUndefined();
    expect(decision.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'ScalingActive', status: 'False', reason: 'FailedGetPodsMetric' }),
    );
    expect(decision.events.map(({ reason }) => reason)).toEqual([
      'FailedGetPodsMetric',
      'FailedComputeMetricsReplicas',
    ]);
    // Only the initial recommendation: an outage lets the window age.
    expect(memory.recommendations).toHaveLength(1);
  });

  it('refuses pods that another HPA selects as well', () => {
    const rival = { name: 'other', namespace: 'style-transfer', selector: 'app in (serving)' };
    const { decision } = sync({}, { ...dutyOf(3, 350), otherHpas: [rival] });
    expect(decision.scaleTo).toBeUndefined();
    expect(decision.events[0]).toEqual({
      type: 'Warning',
      reason: 'AmbiguousSelector',
      message:
        'pods by selector app=serving are controlled by multiple HPAs: [{serving style-transfer} {other style-transfer}]',
    });
  });

  it('leaves its input as it was', () => {
    const memory = sync({ behavior: {} }, dutyOf(3, 350)).memory;
    const before = structuredClone(memory);
    sync({ behavior: {} }, dutyOf(7, 350), memory, 15_000);
    expect(memory).toEqual(before);
  });
});
