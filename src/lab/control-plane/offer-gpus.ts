import type { KubeConnection } from '../../kube/connect.ts';
import type { GpuOffer } from '../gpu/offer.ts';
import { type GpuNodes, gpuNodeName } from './lab-nodes.ts';

/** Lets the GPU nodes say what they have: the new offer's resource and labels, and nothing more of the old one's. */
export async function offerOnNodes(
  connection: KubeConnection,
  gpuNodes: GpuNodes,
  change: { readonly from: GpuOffer; readonly to: GpuOffer },
): Promise<void> {
  const { from, to } = change;
  const resources = { [from.resource]: null, [to.resource]: String(gpuNodes.gpusPerNode * to.sharedBy) };
  const gone = Object.fromEntries(Object.keys(from.nodeLabels).map((name) => [name, null]));
  const names = Array.from({ length: gpuNodes.count }, (_, index) => gpuNodeName(index));
  const patch = (path: string, body: object) =>
    connection.request('PATCH', path, { body, contentType: 'application/merge-patch+json' });
  await Promise.all(
    names.flatMap((name) => [
      patch(`/api/v1/nodes/${name}`, { metadata: { labels: { ...gone, ...to.nodeLabels } } }),
      patch(`/api/v1/nodes/${name}/status`, { status: { capacity: resources, allocatable: resources } }),
    ]),
  );
}
