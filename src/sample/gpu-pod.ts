import { POD_LABELS } from '../metric/pod-labels.ts';
import type { GpuSample } from './observation.ts';

/** The pod that holds the GPU of a sample, by whichever label its exporter names it; `undefined` for a GPU that no pod holds. */
export function podOf({ labels }: Pick<GpuSample, 'labels'>): string | undefined {
  for (const { pod } of POD_LABELS) if (labels[pod]) return labels[pod];
  return undefined;
}
