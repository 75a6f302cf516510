import type { MetricProfile } from '../profile.ts';
import { dcgm } from './dcgm.ts';

/** dcgm-exporter as its chart is scraped by default: the target's own labels win. */
export const dcgmExported = {
  ...dcgm,
  name: 'dcgm-exported',
  title: 'dcgm-exporter, honorLabels false: the pod is in exported_pod',
  honorLabels: false,
  aliases: [...dcgm.aliases, 'gpu_utilization_percent'],
  traps: [
    "pod and namespace are the exporter's own: a rule that maps those finds nothing in the workload's namespace, or gives the exporter's pods a metric.",
    'There are three ways out: honorLabels: true, overrides for exported_namespace and exported_pod in the rule, or a recording rule with label_replace, which adds one rule interval.',
  ],
} as const satisfies MetricProfile;
