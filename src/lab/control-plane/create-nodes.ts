import type { Clock } from '../../clock/clock.ts';
import { pollUntil } from '../../clock/poll.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { formatDuration } from '../../units/duration.ts';
import { type GpuNodes, labNodes } from './lab-nodes.ts';

const READY_MS = 30_000;

/** Creates the lab's Node objects; kwok makes them Ready as soon as it has seen them. */
export async function createNodes(
  connection: KubeConnection,
  gpuNodes: GpuNodes,
  kubeletVersion: string,
): Promise<void> {
  const nodes = labNodes(gpuNodes, kubeletVersion);
  await Promise.all(nodes.map((body) => connection.request('POST', '/api/v1/nodes', { body })));
}

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

/** Waits until all lab nodes are Ready and pods can be created (the default service account is there), at most 30 s. */
export async function waitForNodes(
  connection: KubeConnection,
  wanted: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const ready = await pollUntil(
    clock,
    READY_MS,
    async () => {
      const { body } = await connection.request<NodeList>('GET', '/api/v1/nodes');
      const waiting = body.items.filter(
        ({ status }) => !status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'),
      );
      if (body.items.length < wanted) return { seen: `only ${body.items.length} nodes` };
      if (waiting.length > 0)
        return { seen: `not Ready: ${waiting.map((node) => node.metadata.name).join(', ')}` };
      const account = '/api/v1/namespaces/default/serviceaccounts/default';
      const { status } = await connection.request('GET', account, { allow: [404] });
      return status === 200 ? { value: true } : { seen: 'no default service account yet' };
    },
    { signal },
  );
  if (ready.done) return;
  throw new ScaleproofError(
    'target-unavailable',
    `the lab's ${wanted} nodes could not take pods after ${formatDuration(ready.waitedMs)}; ${ready.lastSeen}`,
    { hint: 'read the logs of kwok-controller and kube-controller-manager: scaleproof lab logs' },
  );
}
