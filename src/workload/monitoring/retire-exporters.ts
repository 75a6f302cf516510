import { deleteObject, listObjects } from '../../kube/access.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import type { KubeObject } from '../../kube/objects.ts';
import { METRIC_PROFILES } from '../../metric/catalogue.ts';
import { MANAGED_BY, MANAGED_BY_LABEL } from '../labels.ts';
import type { PipelineParts } from '../pipeline-parts.ts';

const APPS = new Set(METRIC_PROFILES.map(({ exporter }) => exporter.app));

/** Removes the exporters that other metric profiles have put up; only ours. */
export async function retireOtherExporters(
  connection: KubeConnection,
  { pipeline, profile }: Pick<PipelineParts, 'pipeline' | 'profile'>,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const where = {
    namespace: pipeline.monitoringNamespace,
    labelSelector: `${MANAGED_BY_LABEL}=${MANAGED_BY}`,
  };
  const kinds = [
    { apiVersion: 'apps/v1', kind: 'DaemonSet' },
    { apiVersion: 'v1', kind: 'Service' },
  ];
  const standing = await Promise.all(
    kinds.map(async (kind) => {
      const objects = await listObjects<KubeObject>(connection, { ...kind, ...where }, options);
      return objects.map(({ metadata }) => ({ ...kind, ...metadata }));
    }),
  );
  const others = standing.flat().filter(({ name }) => APPS.has(name) && name !== profile.exporter.app);
  await Promise.all(
    others.map(({ apiVersion, kind, name }) =>
      deleteObject(connection, { apiVersion, kind, name, namespace: pipeline.monitoringNamespace }),
    ),
  );
}
