import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDescribe } from '../kubectl/parse-describe.ts';
import { findBlocks } from '../kubectl/text-block.ts';
import { NO_MEMORY } from '../memory.ts';
import { readDescribedHpa } from './described-live-hpa.ts';
import { explainSync } from './explain-sync.ts';
import { readLiveHpa } from './live-hpa.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');

function hpaAt(averageValue: string, spec: object = {}) {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'serving', namespace: 'style-transfer' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'serving' },
      minReplicas: 1,
      maxReplicas: 10,
      metrics: [
        {
          type: 'Pods',
          pods: {
            metric: { name: 'DCGM_FI_DEV_GPU_UTIL' },
            target: { type: 'AverageValue', averageValue: '20' },
          },
        },
      ],
      ...spec,
    },
    status: {
      currentReplicas: 3,
      desiredReplicas: 3,
      lastScaleTime: '2026-01-01T11:59:00Z',
      currentMetrics: [
        { type: 'Pods', pods: { metric: { name: 'DCGM_FI_DEV_GPU_UTIL' }, current: { averageValue } } },
      ],
      conditions: [],
    },
  };
}

function explain(object: unknown): readonly string[] {
  const { input, assumptions } = readLiveHpa(object, NOW);
  return [...assumptions, ...explainSync(input, NO_MEMORY, NOW).sentences];
}

describe('explaining a live HPA', () => {
  it('shows the arithmetic from the metric to the new size', () => {
    expect(explain(hpaAt('64500m'))).toEqual([
      'Assumed: all pods are ready and at the average that the status shows, and the metrics stay as they are.',
      'What the controller remembers does not show in an object: an earlier, higher recommendation may still hold a scale-down back.',
      'Last scaled 60 s ago.',
      'The target has 3 replicas; allowed are 1 to 10.',
      'Pods metric DCGM_FI_DEV_GPU_UTIL: average 64.5 a pod, target 20, ratio 3.225, outside the tolerance (0.90 to 1.10); proposes 10.',
      'Without a behavior one sync at most doubles, and may always reach 4: 6 (ScaleUpLimit).',
      'Result: 3 -> 6. Event: "New size: 6; reason: pods metric DCGM_FI_DEV_GPU_UTIL above target".',
    ]);
  });

  it('names the policies and how one of them is picked', () => {
    const behavior = {
      scaleUp: {
        selectPolicy: 'Min',
        policies: [
          { type: 'Pods', value: 1, periodSeconds: 60 },
          { type: 'Percent', value: 100, periodSeconds: 15 },
        ],
      },
    };
    expect(explain(hpaAt('60', { behavior }))).toContain(
      'Policies 3 + 1 in 60 s, 3 + 100 % in 15 s, of which selectPolicy Min picks: at most 4 now (ScaleUpLimit).',
    );
  });

  it('says why nothing happens', () => {
    expect(explain(hpaAt('21')).at(-1)).toBe('Result: stays at 3.');
    expect(explain(hpaAt('1')).at(-1)).toBe('Result: stays at 3.');
    expect(explain(hpaAt('1'))).toContainEqual(
      expect.stringContaining('The highest recommendation of the last 5m00s was 3'),
    );
  });

  it('says that a metric without a value blocks every move', () => {
    const object = { ...hpaAt('1'), status: { currentReplicas: 3, desiredReplicas: 3 } };
    expect(explain(object).at(-1)).toContain('because no size could be computed');
  });

  it('refuses another kind of object', () => {
    expect(() => readLiveHpa({ kind: 'Deployment' }, NOW)).toThrow('kind: expected HorizontalPodAutoscaler');
  });
});

describe('explaining what kubectl describes', () => {
  function explainDescribed(name: string): readonly string[] {
    const text = readFileSync(new URL(`../../../fixtures/kubectl/${name}.txt`, import.meta.url), 'utf8');
    const { input, assumptions } = readDescribedHpa(parseDescribe(findBlocks(text)[0]!), NOW);
    return [...assumptions, ...explainSync(input, NO_MEMORY, NOW).sentences];
  }

  it('computes the next sync, and says what the text leaves unknown', () => {
    expect(explainDescribed('describe-scaling-out')).toEqual([
      'Assumed: all pods are ready and at the average that the status shows, and the metrics stay as they are.',
      'The last sync changed the size from 2 to 4; the averages are from before that.',
      'What the controller remembers does not show in an object: an earlier, higher recommendation may still hold a scale-down back.',
      'Last scaled 1s before the text was printed (line 29).',
      "Unknown, since the text does not say it: whether pods are ready, what each pod reports, what the controller remembers, the controller's scale-down window. For those stand ready pods, the average, an empty memory and the defaults of a stock controller.",
      'The target has 4 replicas; allowed are 1 to 10.',
      'Pods metric DCGM_FI_DEV_GPU_UTIL: average 39 a pod, target 20, ratio 1.950, outside the tolerance (0.90 to 1.10); proposes 8.',
      'Policies and bounds allow that.',
      'Result: 4 -> 8. Event: "New size: 8; reason: pods metric DCGM_FI_DEV_GPU_UTIL above target".',
    ]);
  });

  it('takes the size that stands while the first sync has not succeeded', () => {
    expect(explainDescribed('describe-never-synced')).toContain(
      'The target has 1 replica; allowed are 1 to 10.',
    );
  });
});
