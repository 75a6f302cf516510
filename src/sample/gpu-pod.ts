import type { GpuSample } from './observation.ts';

/** The pod that holds the GPU of a sample; `undefined` for a GPU that no pod holds. */
export function podOf(sample: GpuSample): string | undefined {
  // Without honor_labels Prometheus moves the workload's labels to exported_*, and `pod` is the exporter itself.
  return sample.labels.exported_pod || sample.labels.pod || undefined;
}
