import type { KubeObject } from '../kube/objects.ts';
import { buildAdapter, buildApiService, buildResourceApiService } from './adapter/adapter.ts';
import type { ServingCertificate } from './adapter/certificate.ts';
import { buildAdapterRights } from './adapter/rbac.ts';
import { buildDashboards } from './monitoring/dashboards.ts';
import { buildExporter } from './monitoring/exporter.ts';
import { buildPrometheus } from './monitoring/prometheus.ts';
import { buildNamespace } from './namespace.ts';
import { LAB_PIECES, PIPELINE_PIECES, type PipelinePiece } from './pieces.ts';
import type { PipelineParts } from './pipeline-parts.ts';

const BUILDERS = {
  exporter: buildExporter,
  prometheus: buildPrometheus,
  adapter: (parts, certificate) => [
    ...buildAdapterRights(parts.pipeline.adapterNamespace),
    ...buildAdapter(parts, certificate),
    buildApiService(parts, certificate),
  ],
  'resource-metrics': (parts, certificate) => [buildResourceApiService(parts, certificate)],
  dashboards: buildDashboards,
} satisfies Record<
  PipelinePiece,
  (parts: PipelineParts, certificate: ServingCertificate) => readonly KubeObject[]
>;

/** The namespaces of pieces of the metrics pipeline. */
export function buildPipelineNamespaces(
  { pipeline }: PipelineParts,
  pieces: readonly PipelinePiece[] = LAB_PIECES,
): readonly KubeObject[] {
  const ofAdapter = pieces.some(isOfAdapter);
  const monitoring = pieces.some((piece) => !isOfAdapter(piece));
  return [
    ...(monitoring
      ? // dcgm-exporter reads a folder of its node, which only a privileged namespace admits.
        [buildNamespace(pipeline.monitoringNamespace, { privileged: pieces.includes('exporter') })]
      : []),
    ...(ofAdapter && !(monitoring && isOneNamespace(pipeline))
      ? [buildNamespace(pipeline.adapterNamespace)]
      : []),
  ];
}

function isOfAdapter(piece: PipelinePiece): boolean {
  return piece === 'adapter' || piece === 'resource-metrics';
}

function isOneNamespace({ adapterNamespace, monitoringNamespace }: PipelineParts['pipeline']): boolean {
  return adapterNamespace === monitoringNamespace;
}

/**
 * Pieces of the metrics pipeline of rows S2 to S5, S9 and S14, from the exporter to the custom metrics API, without their
 * namespaces; by default all that a run needs.
 */
export function buildPipeline(
  parts: PipelineParts,
  certificate: ServingCertificate,
  pieces: readonly PipelinePiece[] = LAB_PIECES,
): readonly KubeObject[] {
  return PIPELINE_PIECES.filter((piece) => pieces.includes(piece)).flatMap((piece) =>
    BUILDERS[piece](parts, certificate),
  );
}
