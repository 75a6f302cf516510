import { isDeepStrictEqual } from 'node:util';
import type { KubeConnection } from '../../kube/connect.ts';
import type { GpuNodes } from '../control-plane/lab-nodes.ts';
import { offerOnNodes } from '../control-plane/offer-gpus.ts';
import type { GpuHost } from '../gpu/gpu-host.ts';
import type { GpuOffer } from '../gpu/offer.ts';
import type { ApiRoute } from './http-api.ts';

/** The route by which a run says what its pods ask for; the same offer again changes nothing. */
export function offerRoute(
  gpuHost: Pick<GpuHost, 'offer'>,
  connection: KubeConnection,
  gpuNodes: GpuNodes,
): ApiRoute {
  return async ({ body }) => {
    const wanted = body as Partial<GpuOffer> | undefined;
    if (typeof wanted?.resource !== 'string' || !(Number(wanted.sharedBy) >= 1)) {
      return {
        status: 400,
        body: { error: 'an offer needs resource, nodeLabels and sharedBy of at least 1' },
      };
    }
    const { resource, nodeLabels = {}, sharedBy = 1, mig } = wanted;
    const to: GpuOffer = { resource, nodeLabels, sharedBy, ...(mig === undefined ? {} : { mig }) };
    const from = gpuHost.offer;
    if (!isDeepStrictEqual(from, to)) {
      await offerOnNodes(connection, gpuNodes, { from, to });
      gpuHost.offer = to;
    }
    return { body: to };
  };
}
