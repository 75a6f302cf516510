import { podLabelsOn } from '../metric/pod-labels.ts';
import type { GpuSample, Labels } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { readExposition } from './exposition.ts';
import { isBlank } from './gpu-from-prometheus.ts';

/**
 * Reads the GPUs of a workload from metrics pages. A GPU that once belonged to it stays of interest: its series loses
 * the pod when it is freed, and its value then must fall to 0 too.
 */
export function makeExporterReader(
  series: string,
  workload: { readonly namespace: string; readonly deployment: string },
): (page: string, at: Instant) => readonly GpuSample[] {
  const serving = new Set<string>();
  return (page, at) =>
    readExposition(page, series).flatMap(({ labels, value }) => {
      const device = deviceOf(labels);
      const names = podLabelsOn(labels);
      if (names && isOf(labels[names.pod], labels[names.namespace], workload)) serving.add(device);
      if (!serving.has(device) || isBlank(value)) return [];
      return [{ kind: 'gpu', at, sampledAt: at, source: 'exporter', metric: series, labels, value }];
    });
}

/** What tells one GPU, or one MIG instance, from all others of its exporter. */
function deviceOf(labels: Labels): string {
  const id = labels.UUID ?? labels.uuid ?? labels.acc_id ?? labels.serial_number ?? labels.gpu_id ?? '';
  return `${id}/${labels.GPU_I_ID ?? ''}`;
}

/** Whether a pod belongs to the workload, by its name and namespace. */
export function isOf(
  pod: string | undefined,
  namespace: string | undefined,
  workload: { readonly namespace: string; readonly deployment: string },
): boolean {
  return namespace === workload.namespace && (pod?.startsWith(`${workload.deployment}-`) ?? false);
}
