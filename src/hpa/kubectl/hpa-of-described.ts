import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Hpa } from '../decision.ts';
import { DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP } from '../defaults.ts';
import type { Behavior } from '../spec.ts';
import { NO_METRIC_STATUS } from '../status.ts';
import type { DescribedBehavior, DescribedHpa } from './described-hpa.ts';

/**
 * The object behind a described HPA, as far as the text goes: times of conditions, selectors of metrics and tolerances are
 * not printed. Throws a usage error that names the line when the text lacks what a sync needs.
 */
export function hpaOfDescribed(described: DescribedHpa): Hpa {
  const broken = described.unread[0];
  if (broken !== undefined)
    throw new ScaleproofError(
      'usage',
      `line ${broken.line}: expected ${broken.expected}, found ${JSON.stringify(broken.text)}`,
      { hint: 'give the text as kubectl describe hpa printed it, with its line breaks' },
    );
  const { target, minReplicas, maxReplicas, pods, metrics, conditions } = described;
  return {
    namespace: described.namespace ?? 'default',
    name: described.name,
    spec: {
      scaleTargetRef: { apiVersion: '', ...needed(described, target, 'Reference') },
      minReplicas: needed(described, minReplicas, 'Min replicas'),
      maxReplicas: needed(described, maxReplicas, 'Max replicas'),
      metrics: metrics.map(({ spec }) => spec),
      behavior: described.behavior && behaviorOf(described.behavior),
    },
    status: {
      currentReplicas: needed(described, pods, '<Kind> pods').current,
      desiredReplicas: needed(described, pods, '<Kind> pods').desired,
      lastScaleTime: undefined,
      currentMetrics: metrics.map(({ current }) => current ?? NO_METRIC_STATUS),
      conditions: conditions.map(({ type, status, reason, message }) => ({
        type,
        status,
        reason,
        message,
        lastTransitionTime: Number.NEGATIVE_INFINITY,
      })),
    },
  };
}

/** The rules of both directions; one that is not printed has the defaults. */
export function behaviorOf({ scaleUp, scaleDown }: DescribedBehavior): Behavior {
  return { scaleUp: scaleUp?.rules ?? DEFAULT_SCALE_UP, scaleDown: scaleDown?.rules ?? DEFAULT_SCALE_DOWN };
}

function needed<T>(described: DescribedHpa, said: { readonly value: T } | undefined, key: string): T {
  if (said !== undefined) return said.value;
  throw new ScaleproofError(
    'usage',
    `the description of ${described.name} that starts at line ${described.line} has no line \`${key}:\``,
    { hint: 'give the whole text of kubectl describe hpa' },
  );
}
