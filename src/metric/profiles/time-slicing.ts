import type { MetricProfile } from '../profile.ts';
import { dcgm } from './dcgm.ts';

/** dcgm-exporter on GPUs that several pods share in turn. */
export const timeSlicing = {
  ...dcgm,
  name: 'time-slicing',
  title: 'dcgm-exporter on time-sliced GPUs',
  sharedBy: 4,
  traps: [
    "Every pod on a GPU shows the whole device's value: an idle pod beside a busy one reads busy, and more replicas on the same device lower nobody's value. Set the target as high as the device may be, not as a pod may be.",
    'Without KUBERNETES_VIRTUAL_GPUS=true (chart: kubernetes.virtualGPUs) one of the pods gets the label, a different one each time: metrics blink and replicas flap.',
    'sum over the pods of a GPU counts the device once for each pod.',
    'With renameByDefault the resource is nvidia.com/gpu.shared; a request of more than one slice gives no more share.',
  ],
  source: 'NVIDIA/dcgm-exporter: internal/pkg/transformation/kubernetes.go; issues #201 #340 #432 #587',
} as const satisfies MetricProfile;
