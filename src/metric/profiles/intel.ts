import { KUBE } from '../pod-labels.ts';
import type { MetricProfile } from '../profile.ts';

/** Intel XPU Manager 1.x. */
export const intel = {
  name: 'intel',
  title: 'xpum_engine_ratio of Intel XPU Manager',
  exporter: {
    kind: 'intel',
    app: 'xpumanager',
    image: 'intel/xpumanager:V1.2.42',
    port: 29999,
  },
  series: 'xpum_engine_ratio',
  unit: 'ratio',
  printed: KUBE,
  honorLabels: false,
  only: 'sub_dev=""',
  join: 'avg',
  metric: 'xpum_engine_ratio',
  aliases: ['gpu_engine_ratio'],
  others: [{ series: 'xpum_memory_used_bytes', join: 'sum' }],
  resource: 'gpu.intel.com/i915',
  nodeLabels: { 'intel.feature.node.kubernetes.io/gpu': 'true' },
  sharedBy: 1,
  traps: [
    'Its help text says "in %", its values are ratios from 0 to 1: 20 % is a target of 200m, and a target of 20 is never reached.',
    'The labels are kube_namespace and kube_pod, whatever honorLabels says.',
    'A GPU of several tiles has a series for each (sub_dev) beside its own: a rule without sub_dev="" averages both.',
    'Only pods that hold gpu.intel.com/i915 are mapped; the resource of the xe driver and monitoring resources are not.',
    'XPU Manager 2.x has other names (hw_gpu_utilization_ratio, one series an engine) and maps no pods in its metrics: no rule for pods can be written for it.',
  ],
  source:
    'intel/xpumanager 1.x: rest/prometheus_exporter; issue #112 (an output); xpumd/docs/CHANGES.md for 2.x',
} as const satisfies MetricProfile;
