import type { Discovered } from '../../doctor/discover-existing.ts';
import type { ScenarioFile } from '../../scenario/schema.ts';
import type { Draft } from './init-arguments.ts';

type Behavior = NonNullable<NonNullable<ScenarioFile['hpa']>['behavior']>;
type Rules = NonNullable<Behavior['scaleUp']>;

/** A scenario of objects that stand already: what they say is taken over, and the rest has defaults. */
export function fromDeployment(
  { hpa, deployment, service, metric }: Discovered,
  given: {
    readonly name: string;
    readonly context: string;
    readonly namespace: string;
    readonly rate: number;
  },
): Draft {
  const template = deployment.spec.template?.spec;
  const gpus = Number(template?.containers[0]?.resources?.limits?.['nvidia.com/gpu'] ?? 1);
  const grace = template?.terminationGracePeriodSeconds ?? 30;
  const behavior = behaviorOf(hpa.spec.behavior);
  return {
    name: given.name,
    target: 'cluster',
    profile: 'realtime',
    context: given.context,
    existing: {
      namespace: given.namespace,
      deployment: deployment.metadata.name,
      service,
      hpa: hpa.metadata.name,
    },
    workload: {
      name: deployment.metadata.name,
      namespace: given.namespace,
      gpusPerPod: Number.isInteger(gpus) && gpus > 0 ? gpus : 1,
      startupBudget: '60s',
      terminationGrace: `${grace}s`,
    },
    hpa: {
      minReplicas: Math.max(1, hpa.spec.minReplicas ?? 1),
      maxReplicas: hpa.spec.maxReplicas,
      metric,
      ...(behavior === undefined ? {} : { behavior }),
    },
    rate: given.rate,
    origin: [
      `A first scenario of HPA ${given.namespace}/${hpa.metadata.name}, made by scaleproof init from what stood there.`,
      'Whether a run can pass: scaleproof preflight FILE --kubeconfig F --context C --prometheus URL',
      'The rate is a guess: send what one pod cannot bear.',
    ],
  };
}

/** The parts of a live behavior that a scenario has words for. */
function behaviorOf(live: unknown): Behavior | undefined {
  const { scaleUp, scaleDown } = (live ?? {}) as { readonly scaleUp?: Rules; readonly scaleDown?: Rules };
  if (scaleUp === undefined && scaleDown === undefined) return undefined;
  return {
    ...(scaleUp === undefined ? {} : { scaleUp: rulesOf(scaleUp) }),
    ...(scaleDown === undefined ? {} : { scaleDown: rulesOf(scaleDown) }),
  };
}

function rulesOf({ stabilizationWindowSeconds, selectPolicy, policies, tolerance }: Rules): Rules {
  return {
    ...(stabilizationWindowSeconds === undefined ? {} : { stabilizationWindowSeconds }),
    ...(selectPolicy === undefined ? {} : { selectPolicy }),
    ...(policies === undefined ? {} : { policies }),
    ...(tolerance === undefined ? {} : { tolerance }),
  };
}
