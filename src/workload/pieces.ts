/** What can be installed each for itself, in the order in which a value passes through. */
export const PIPELINE_PIECES = [
  'exporter',
  'prometheus',
  'adapter',
  'resource-metrics',
  'dashboards',
] as const;

/** One part of the metrics pipeline. */
export type PipelinePiece = (typeof PIPELINE_PIECES)[number];

/** What a cluster gets that has none of it: its metrics-server keeps the resource metrics. */
export const METRICS_CHAIN: readonly PipelinePiece[] = ['exporter', 'prometheus', 'adapter'];

/** What a lab gets: everything up to the metrics APIs, and no Grafana. */
export const LAB_PIECES: readonly PipelinePiece[] = [...METRICS_CHAIN, 'resource-metrics'];
