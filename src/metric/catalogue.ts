import type { MetricProfile } from './profile.ts';
import { ack } from './profiles/ack.ts';
import { amd } from './profiles/amd.ts';
import { cadvisor } from './profiles/cadvisor.ts';
import { dcgm } from './profiles/dcgm.ts';
import { dcgmExported } from './profiles/dcgm-exported.ts';
import { gke } from './profiles/gke.ts';
import { gpuOperator } from './profiles/gpu-operator.ts';
import { intel } from './profiles/intel.ts';
import { mig } from './profiles/mig.ts';
import { nvidiaGpu } from './profiles/nvidia-gpu.ts';
import { timeSlicing } from './profiles/time-slicing.ts';

/** Names of all profiles, as scenarios write them. */
export const PROFILE_NAMES = [
  'dcgm',
  'dcgm-exported',
  'gpu-operator',
  'mig',
  'time-slicing',
  'nvidia-gpu-duty-cycle',
  'container-accelerator-duty-cycle',
  'ack-sm-util',
  'gke',
  'amd',
  'intel',
] as const;

/** The name of a profile. */
export type MetricProfileName = (typeof PROFILE_NAMES)[number];

const CATALOGUE: Readonly<Record<MetricProfileName, MetricProfile>> = {
  dcgm,
  'dcgm-exported': dcgmExported,
  'gpu-operator': gpuOperator,
  mig,
  'time-slicing': timeSlicing,
  'nvidia-gpu-duty-cycle': nvidiaGpu,
  'container-accelerator-duty-cycle': cadvisor,
  'ack-sm-util': ack,
  gke,
  amd,
  intel,
};

/** Every profile, in the order of their names. */
export const METRIC_PROFILES: readonly MetricProfile[] = PROFILE_NAMES.map((name) => CATALOGUE[name]);

/**
 * The profile of that name; that of a scenario which says nothing of it, or which leaves it to be found out, is
 * `dcgm`.
 */
export function profileOf(name: MetricProfileName | 'auto' | undefined): MetricProfile {
  return CATALOGUE[name === undefined || name === 'auto' ? 'dcgm' : name];
}
