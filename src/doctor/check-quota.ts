import type { PodTemplate, ResourceQuota } from '../kube/objects.ts';
import { parseQuantity } from '../units/quantity.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { type Demand, gpuOf, sumOf } from './demand.ts';

/** Whether the quotas of the namespace leave room for maxReplicas; too little for a run to pass dooms it. */
export function checkQuota(demand: Demand, { quotas }: Pick<ClusterFacts, 'quotas'>): Check {
  const { namespace, maxReplicas, neededReplicas, template, runningReplicas } = demand;
  const question: Question = {
    id: 'quota',
    hop: 'workload',
    wanted: `room for maxReplicas ${maxReplicas} in the quotas of namespace ${namespace}`,
  };
  if (!quotas.known) return unknown(question, quotas.why);
  if (quotas.value.length === 0) return found(question, 'the namespace has no quota');
  if (template === undefined) return unknown(question, 'the pods of the workload are not known');
  const limits = quotas.value.flatMap((quota) => roomInQuota(quota, template));
  const tightest = limits.sort((a, b) => a.pods - b.pods)[0];
  if (tightest === undefined) return found(question, 'no quota limits what the pods ask for');
  const room = Math.max(0, tightest.pods + runningReplicas);
  const seen = `room for ${room} pods: ${tightest.said}`;
  if (room >= maxReplicas) return found(question, seen);
  const fix = `raise the quota, or lower maxReplicas to ${Math.max(1, room)}`;
  return missing(question, { seen, fix, dooms: room < neededReplicas });
}

/** How many more pods each limit of a quota that concerns them allows; negative where more is used already. */
export function roomInQuota(
  quota: ResourceQuota,
  template: PodTemplate,
): readonly { readonly pods: number; readonly said: string }[] {
  const asks = asksOf(template);
  return Object.entries(quota.status?.hard ?? {}).flatMap(([name, hard]) => {
    const per = asks[name] ?? 0;
    const used = quota.status?.used?.[name] ?? '0';
    const left = (parseQuantity(hard) ?? 0) - (parseQuantity(used) ?? 0);
    if (per === 0) return [];
    const pods = Math.floor(left / per);
    return [
      { pods, said: `ResourceQuota ${quota.metadata.name}: ${name} ${used} of ${hard} used, ${per} a pod` },
    ];
  });
}

/** What one pod adds to each counter of a quota. */
function asksOf(template: PodTemplate): Readonly<Record<string, number>> {
  const gpu = gpuOf(template);
  const [cpu, memory] = [sumOf(template, 'requests', 'cpu'), sumOf(template, 'requests', 'memory')];
  return {
    pods: 1,
    'count/pods': 1,
    cpu,
    memory,
    'requests.cpu': cpu,
    'requests.memory': memory,
    'limits.cpu': sumOf(template, 'limits', 'cpu'),
    'limits.memory': sumOf(template, 'limits', 'memory'),
    ...(gpu === undefined ? {} : { [`requests.${gpu.resource}`]: gpu.count }),
  };
}
