import type { Clock } from '../clock/clock.ts';
import { type Look, pollUntil } from '../clock/poll.ts';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { getObject, listObjects } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { DaemonSet, Deployment, LabelSelector } from '../kube/objects.ts';
import { formatDuration } from '../units/duration.ts';
import { describePods } from './pod-states.ts';

/** What is waited for: one Deployment or one DaemonSet. */
export type RolloutTarget = {
  readonly namespace: string;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
} & ({ readonly deployment: string } | { readonly daemonSet: string });

/** Waits until every replica is of the newest template and available; throws at the deadline with the pods' states last seen. */
export async function waitForRollout(
  connection: KubeConnection,
  clock: Clock,
  target: RolloutTarget,
): Promise<void> {
  const { namespace, deadlineMs } = target;
  const options = target.signal ? { signal: target.signal } : {};
  const kind = 'deployment' in target ? 'Deployment' : 'DaemonSet';
  const name = 'deployment' in target ? target.deployment : target.daemonSet;
  let selector: LabelSelector | undefined;
  const polled = await pollUntil(
    clock,
    deadlineMs,
    async (): Promise<Look<true>> => {
      const found = await getObject<Deployment | DaemonSet>(
        connection,
        { apiVersion: 'apps/v1', kind, name, namespace },
        options,
      );
      if (!found) return { seen: 'it is not there' };
      selector = found.spec.selector;
      const missing =
        found.kind === 'Deployment' ? deploymentLacks(found) : daemonSetLacks(found as DaemonSet);
      return missing === undefined ? { value: true } : { seen: missing };
    },
    options,
  );
  if (polled.done) return;
  const pods = await podsSeen(connection, namespace, selector, options);
  throw new ScaleproofError(
    'target-unavailable',
    `${kind} ${namespace}/${name} was not rolled out after ${formatDuration(polled.waitedMs)}: ${polled.lastSeen}; ${pods}`,
    {
      hint: `see \`kubectl -n ${namespace} describe ${kind.toLowerCase()} ${name}\` and the logs of its pods`,
    },
  );
}

function deploymentLacks(deployment: Deployment): string | undefined {
  const { metadata, spec, status = {} } = deployment;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return 'its newest version is not seen by its controller';
  const wanted = spec.replicas ?? 1;
  const [updated, all, available] = [
    status.updatedReplicas ?? 0,
    status.replicas ?? 0,
    status.availableReplicas ?? 0,
  ];
  if (updated === wanted && all === wanted && available === wanted) return undefined;
  return `${available} of ${wanted} replicas available, ${updated} of the newest version, ${all} in all`;
}

function daemonSetLacks(daemonSet: DaemonSet): string | undefined {
  const { metadata, status = {} } = daemonSet;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return 'its newest version is not seen by its controller';
  const wanted = status.desiredNumberScheduled ?? 0;
  const [updated, available] = [status.updatedNumberScheduled ?? 0, status.numberAvailable ?? 0];
  if (wanted === 0) return 'no node matches its selector';
  if (updated === wanted && available === wanted) return undefined;
  return `${available} of ${wanted} pods available, ${updated} of the newest version`;
}

async function podsSeen(
  connection: KubeConnection,
  namespace: string,
  selector: LabelSelector | undefined,
  options: { readonly signal?: AbortSignal },
): Promise<string> {
  if (!selector) return 'no pods';
  const labelSelector = Object.entries(selector.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const pods = await listObjects(
    connection,
    { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector },
    options,
  );
  return describePods(pods);
}
