import type { DescribedHpa } from '../../hpa/kubectl/described-hpa.ts';
import { behaviorOf } from '../../hpa/kubectl/hpa-of-described.ts';
import { formatDuration } from '../../units/duration.ts';
import type { HpaRules, KnownController } from './hpa-rules.ts';
import { kindsOf } from './shown-metric.ts';

/** The rules of an HPA of that name as far as descriptions give them; where these differ, somebody edited it. */
export function rulesOf(described: readonly DescribedHpa[], name: string, known: KnownController): HpaRules {
  const bare = name.split('/').at(-1);
  const own = described.filter((one) => one.name === bare);
  const stock = { scaleDown: known.tolerance, scaleUp: known.tolerance };
  return {
    minReplicas: agreed(own.map(({ minReplicas }) => minReplicas?.value)),
    maxReplicas: agreed(own.map(({ maxReplicas }) => maxReplicas?.value)),
    behavior:
      agreed(own.map(({ behavior }) => (behavior === undefined ? 'none' : behaviorOf(behavior)))) ??
      'unknown',
    tolerances: stock,
    downscaleStabilizationMs: known.downscaleStabilizationMs,
    startupMs: known.startupMs,
    isAllReady: known.isAllReady,
    isWhole: known.isWhole,
    kinds: agreed(own.map(({ metrics }) => metrics.map(({ spec }) => kindsOf(spec)))) ?? [],
  };
}

function agreed<T>(said: readonly T[]): T | undefined {
  const [first] = said;
  return said.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : undefined;
}

/** What every verdict takes for granted. */
export function assumptionsFor(known: KnownController, areSeveral: boolean, run?: string): readonly string[] {
  const window = known.downscaleStabilizationMs;
  return [
    'the algorithm is that of Kubernetes v1.36',
    `the tolerance is ${known.tolerance}, the stock one unless --tolerance says so`,
    window === undefined
      ? "the controller's scale-down window is not known (--downscale-stabilization)"
      : `the controller's scale-down window is ${formatDuration(window)}`,
    known.isAllReady
      ? 'every pod had a sample all the time'
      : `a new pod may be without a sample for ${formatDuration(known.startupMs)} (--startup, --all-ready)`,
    ...(known.isWhole ? ['samples of pods are whole numbers'] : []),
    'only the HPA sets the size, and there were never more pods than replicas (no roll-out)',
    'the HPA was not edited but where a text shows it',
    'a table of HPAs is a watch, which shows every status that was written, and none was refused',
    ...(areSeveral
      ? [
          'what is said under the same name is of one HPA and one stretch of time, no more than three quarters of an hour apart',
          'clocks of the machines agree within 2 s',
        ]
      : []),
    ...(run === undefined
      ? []
      : [`the texts were printed while ${run} was recorded, each line within 2 s of what it shows`]),
  ];
}
