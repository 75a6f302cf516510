import type { MetricSpec, ScalingRules } from './spec.ts';

/** What the API server puts where a spec says nothing. Go: `pkg/apis/autoscaling/v2/defaults.go`. */

/** One metric: 80 % of the cpu requests. */
export const DEFAULT_METRICS: readonly MetricSpec[] = [
  {
    type: 'Resource',
    name: 'cpu',
    target: { type: 'Utilization', averageUtilization: 80, averageValue: undefined, value: undefined },
  },
];

/** Scale-up rules of a `behavior` that has none: four pods or double, whichever is more, each 15 s. */
export const DEFAULT_SCALE_UP: ScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
  tolerance: undefined,
};

/** Scale-down rules of a `behavior` that has none; the window stays open for the controller's flag. */
export const DEFAULT_SCALE_DOWN: ScalingRules = {
  stabilizationWindowSeconds: undefined,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  tolerance: undefined,
};
