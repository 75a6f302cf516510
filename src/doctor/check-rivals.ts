import type { Deployment, Hpa } from '../kube/objects.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** Whether another HPA scales the same Deployment: then both are at odds, and Kubernetes lets neither scale. */
export function checkOtherHpas(
  refs: { readonly namespace: string; readonly deployment: string; readonly hpa: string },
  { hpas }: Pick<ClusterFacts, 'hpas'>,
): Check {
  const question: Question = {
    id: 'one-autoscaler',
    hop: 'HPA',
    wanted: `no other HPA on Deployment ${refs.namespace}/${refs.deployment}`,
  };
  if (!hpas.known) return unknown(question, hpas.why);
  const rivals = hpas.value.filter((hpa) => hpa.metadata.name !== refs.hpa && scales(hpa, refs.deployment));
  if (rivals.length === 0) return found(question, `none among ${hpas.value.length} HPAs of the namespace`);
  const names = rivals.map(
    ({ metadata }) => `HPA ${refs.namespace}/${metadata.name}${madeBy(metadata.labels)}`,
  );
  return missing(question, {
    seen: names.join(', '),
    fix: 'remove it, or test with that one by `existing:`',
  });
}

function scales({ spec }: Hpa, deployment: string): boolean {
  return spec.scaleTargetRef.kind === 'Deployment' && spec.scaleTargetRef.name === deployment;
}

function madeBy(labels: Readonly<Record<string, string>> | undefined): string {
  const by = labels?.['app.kubernetes.io/managed-by'];
  return by === undefined ? '' : ` (made by ${by})`;
}

/** Managers that write what they own again and again, whatever the HPA says. */
const WRITES_AGAIN = /argo|kustomize-controller|helm-controller|flux|fleet|rancher|sveltos|carvel|kapp/i;

/** One that writes `spec.replicas` of a Deployment beside the HPA. */
export interface ReplicaWriter {
  readonly manager: string;
  readonly at: string | undefined;
}

/** Who owns `spec.replicas` of a Deployment and is not the HPA, by its managedFields. */
export function replicaWriters({ metadata }: Deployment): readonly ReplicaWriter[] {
  return (metadata.managedFields ?? [])
    .filter(({ subresource, fieldsV1 }) => {
      const spec = fieldsV1?.['f:spec'];
      // The HPA writes through the scale subresource, as does `kubectl scale`.
      return subresource !== 'scale' && typeof spec === 'object' && spec !== null && 'f:replicas' in spec;
    })
    .map(({ manager, time }) => ({ manager: manager ?? 'somebody', at: time }));
}

/** Whether somebody else writes the replicas of an existing Deployment; one known to write again and again dooms the run. */
export function checkReplicaWriters({ existing }: Pick<ClusterFacts, 'existing'>): readonly Check[] {
  if (existing === undefined) return [];
  const question: Question = {
    id: 'replicas-writer',
    hop: 'workload',
    wanted: 'nobody but the HPA writes spec.replicas of the Deployment',
  };
  const { deployment } = existing;
  if (!deployment.known) return [unknown(question, deployment.why)];
  if (deployment.value === undefined) return [];
  const writers = replicaWriters(deployment.value);
  if (writers.length === 0) return [found(question, 'nobody else does')];
  const dooms = writers.some(({ manager }) => WRITES_AGAIN.test(manager));
  const seen = writers.map(({ manager, at }) => `${manager} owns it${at ? ` since ${at}` : ''}`).join(', ');
  const fix =
    'leave spec.replicas out of what it applies, or make it ignore that field: each time it applies, the scale jumps back';
  return [missing(question, { seen, fix, dooms })];
}
