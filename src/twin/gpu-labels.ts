import { profileOf } from '../metric/catalogue.ts';
import { scrapedPodLabels } from '../metric/profile.ts';
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

/** Labels of the device as dcgm-exporter has them, and those of the pod as the exporter of the metric profile prints them. */
export function exporterLabels(gpu: Gpu, pod: string | undefined, { hpa, workload }: Scenario): Labels {
  const { printed } = profileOf(hpa.metric.profile);
  return {
    gpu: String(gpu.index),
    UUID: gpu.uuid,
    device: `nvidia${gpu.index}`,
    modelName: 'Tesla T4 (emulated)',
    Hostname: gpu.node,
    ...(pod === undefined
      ? {}
      : { [printed.container]: 'serving', [printed.namespace]: workload.namespace, [printed.pod]: pod }),
  };
}

/** Labels after the scrape: without `honor_labels` the exporter's own names take the place of the workload's. */
export function scrapedLabels(gpu: Gpu, pod: string, scenario: Scenario): Labels {
  const profile = profileOf(scenario.hpa.metric.profile);
  const { app } = profile.exporter;
  const { honorLabels, monitoringNamespace } = scenario.pipeline;
  const names = scrapedPodLabels(profile, honorLabels);
  const { [profile.printed.container]: container = '', ...own } = exporterLabels(gpu, pod, scenario);
  const { [profile.printed.namespace]: namespace = '', [profile.printed.pod]: _pod, ...device } = own;
  return {
    ...device,
    job: app,
    node: gpu.node,
    container: app,
    namespace: monitoringNamespace,
    pod: `${app}-${gpu.node}`,
    [names.container]: container,
    [names.namespace]: namespace,
    [names.pod]: pod,
  };
}
