import type { KubeObject } from '../kube/objects.ts';
import { buildAdapter, buildApiService, buildResourceApiService } from './adapter/adapter.ts';
import type { ServingCertificate } from './adapter/certificate.ts';
import { buildAdapterRights } from './adapter/rbac.ts';
import { buildExporter } from './monitoring/exporter.ts';
import { buildPrometheus } from './monitoring/prometheus.ts';
import { buildNamespace } from './namespace.ts';
import type { PipelineParts } from './pipeline-parts.ts';

/** The namespaces of the metrics pipeline. */
export function buildPipelineNamespaces({ pipeline }: PipelineParts): readonly KubeObject[] {
  return [
    // dcgm-exporter reads a folder of its node, which only a privileged namespace admits.
    buildNamespace(pipeline.monitoringNamespace, { privileged: true }),
    buildNamespace(pipeline.adapterNamespace),
  ];
}

/** The metrics pipeline of rows S2 to S5 and S9, from the exporter to the custom metrics API, without its namespaces. */
export function buildPipeline(parts: PipelineParts, certificate: ServingCertificate): readonly KubeObject[] {
  return [
    ...buildAdapterRights(parts.pipeline.adapterNamespace),
    ...buildPrometheus(parts),
    ...buildExporter(parts),
    ...buildAdapter(parts, certificate),
    buildApiService(parts, certificate),
    buildResourceApiService(parts, certificate),
  ];
}
