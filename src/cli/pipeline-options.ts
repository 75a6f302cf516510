import type { Argv } from 'yargs';
import { METRICS_CHAIN, PIPELINE_PIECES, type PipelinePiece } from '../workload/pieces.ts';

/** The options of `PipelineArguments`, for yargs. */
export const PIPELINE_OPTIONS = {
  namespace: { alias: 'n', type: 'string', describe: 'Namespace of the adapter; custom-metrics by default' },
  'monitoring-namespace': {
    type: 'string',
    describe: 'Namespace of exporter, Prometheus and dashboards; gpu-monitoring by default',
  },
  scenario: { type: 'string', describe: 'Scenario file whose pipeline, metric and profile are meant' },
  metric: { type: 'string', describe: 'Metric as the HPA names it; DCGM_FI_DEV_GPU_UTIL by default' },
} as const;

/** The options of `ClusterArguments`, for yargs. */
export const CLUSTER_OPTIONS = {
  kubeconfig: { type: 'string', describe: 'kubeconfig file' },
  context: { type: 'string', describe: 'Context, never guessed' },
} as const;

/** A positional list of pieces, for yargs. */
export function piecesPositional<T>(y: Argv<T>, describe: string) {
  return y.positional('pieces', {
    array: true,
    type: 'string',
    choices: PIPELINE_PIECES,
    describe,
    default: METRICS_CHAIN as PipelinePiece[],
  });
}
