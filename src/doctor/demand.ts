import type { Deployment, PodTemplate } from '../kube/objects.ts';
import type { Scenario } from '../scenario/schema.ts';
import { parseQuantity } from '../units/quantity.ts';
import { workloadRefs } from '../workload/refs.ts';
import { buildAnchor, buildDeployment, ownedBy } from '../workload/serving.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** Stands for the run id where objects are only looked at or compared, and nothing is applied. */
export const NO_RUN = 'preflight';

/** What a run asks of a cluster's capacity. */
export interface Demand {
  readonly namespace: string;
  readonly deployment: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Replicas without which no run can pass: minReplicas, or what `scalesOut` wants to see. */
  readonly neededReplicas: number;
  /** Replicas that run already, which count as room of the workload. */
  readonly runningReplicas: number;
  /** The pods, ours or those of the existing Deployment; `undefined` when that cannot be read. */
  readonly template: PodTemplate | undefined;
}

const GPU_RESOURCE =
  /^(?:nvidia\.com\/(?:gpu|mig-[\w.-]+)(?:\.shared)?|amd\.com\/gpu|gpu\.intel\.com\/(?:i915|xe))$/;

/** The GPU resource that a pod asks for, with its number; `undefined` when it asks for none. */
export function gpuOf(
  template: Pick<PodTemplate, 'spec'>,
): { readonly resource: string; readonly count: number } | undefined {
  const resource = template.spec.containers
    .flatMap(({ resources }) => Object.keys(resources?.limits ?? {}))
    .find((name) => GPU_RESOURCE.test(name));
  return resource === undefined ? undefined : { resource, count: sumOf(template, 'limits', resource) };
}

/** What the containers of a pod ask of one resource, in plain units. */
export function sumOf(pod: Pick<PodTemplate, 'spec'>, kind: 'limits' | 'requests', resource: string): number {
  return pod.spec.containers.reduce((sum, { resources }) => {
    // A limit without a request is a request too.
    const text =
      resources?.[kind]?.[resource] ?? (kind === 'requests' ? resources?.limits?.[resource] : undefined);
    return sum + (text === undefined ? 0 : (parseQuantity(text) ?? 0));
  }, 0);
}

/** Reads the demand off the scenario, and off the objects of `existing:` where those are used. */
export function demandOf(scenario: Scenario, { existing }: Pick<ClusterFacts, 'existing'>): Demand {
  const { namespace, deployment } = workloadRefs(scenario);
  const standing = existing?.deployment.known ? existing.deployment.value : undefined;
  const hpa = existing?.hpa.known ? existing.hpa.value : undefined;
  const minReplicas = hpa ? (hpa.spec.minReplicas ?? 1) : scenario.hpa.minReplicas;
  return {
    namespace,
    deployment,
    minReplicas,
    maxReplicas: hpa?.spec.maxReplicas ?? scenario.hpa.maxReplicas,
    neededReplicas: Math.max(minReplicas, ...scenario.assertions.map(asksFor)),
    runningReplicas: standing?.status?.replicas ?? 0,
    template: existing ? standing?.spec.template : ourTemplate(scenario),
  };
}

function asksFor(assertion: Scenario['assertions'][number]): number {
  return assertion.kind === 'scalesOut' ? (assertion.exactly ?? assertion.atLeast ?? 0) : 0;
}

function ourTemplate(scenario: Scenario): PodTemplate | undefined {
  const parts = { scenario, runId: NO_RUN };
  return (buildDeployment(parts, ownedBy(buildAnchor(parts))) as Deployment).spec.template;
}
