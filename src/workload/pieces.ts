/** What can be installed each for itself, in the order in which a value passes through. */
export const PIPELINE_PIECES = ['exporter', 'prometheus', 'adapter', 'dashboards'] as const;

/** One part of the metrics pipeline. */
export type PipelinePiece = (typeof PIPELINE_PIECES)[number];

/** What a lab gets: everything from the exporter to the custom metrics API, and no Grafana. */
export const METRICS_CHAIN: readonly PipelinePiece[] = ['exporter', 'prometheus', 'adapter'];
