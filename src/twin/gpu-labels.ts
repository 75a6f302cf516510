import type { Labels } from '../sample/observation.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Gpu } from './gpu.ts';

/** Labels of a device as the lab tells them; without a pod for a GPU that nobody holds. */
export function deviceLabels(gpu: Gpu, { workload }: Scenario): Labels {
  return {
    gpu: String(gpu.index),
    UUID: gpu.uuid,
    Hostname: gpu.node,
    ...(gpu.holder === undefined ? {} : { pod: gpu.holder, namespace: workload.namespace }),
  };
}

/** Labels of dcgm-exporter. */
export function exporterLabels(gpu: Gpu, pod: string | undefined, { workload }: Scenario): Labels {
  return {
    gpu: String(gpu.index),
    UUID: gpu.uuid,
    device: `nvidia${gpu.index}`,
    modelName: 'Tesla T4 (emulated)',
    Hostname: gpu.node,
    ...(pod === undefined ? {} : { container: 'serving', namespace: workload.namespace, pod }),
  };
}

/** Labels after the scrape: without `honor_labels` the exporter's own names take the place of the workload's. */
export function scrapedLabels(gpu: Gpu, pod: string, scenario: Scenario): Labels {
  const target = { job: 'dcgm-exporter', node: gpu.node };
  const own = exporterLabels(gpu, pod, scenario);
  if (scenario.pipeline.honorLabels) return { ...own, ...target };
  const { container = '', namespace = '', ...rest } = own;
  return {
    ...rest,
    ...target,
    exported_container: container,
    exported_namespace: namespace,
    exported_pod: pod,
    container: 'dcgm-exporter',
    namespace: scenario.pipeline.monitoringNamespace,
    pod: `dcgm-exporter-${gpu.node}`,
  };
}
