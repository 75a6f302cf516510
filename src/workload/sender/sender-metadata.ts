import type { ObjectMeta, OwnerReference } from '../../kube/objects.ts';
import { type Identity, labelsOf } from '../labels.ts';
import { workloadRefs } from '../refs.ts';
import type { WorkloadParts } from '../serving.ts';

/** What a sender's pods are, by which they are found. */
export function senderIdentity({ scenario, runId }: WorkloadParts): Identity {
  const { name } = scenario.load.sender;
  return { name, instance: name, component: 'load', runId };
}

/** Metadata of a sender's object: it lies beside the service, and is owned by the run's anchor. */
export function senderMetadata(parts: WorkloadParts, owner: OwnerReference): ObjectMeta {
  return {
    name: parts.scenario.load.sender.name,
    namespace: workloadRefs(parts.scenario).namespace,
    labels: labelsOf(senderIdentity(parts)),
    ownerReferences: [owner],
  };
}
