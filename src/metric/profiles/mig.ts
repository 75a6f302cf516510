import type { MetricProfile } from '../profile.ts';
import { dcgm } from './dcgm.ts';

/** dcgm-exporter on GPUs that are cut into MIG instances, one a pod. */
export const mig = {
  ...dcgm,
  name: 'mig',
  title: 'dcgm-exporter on MIG instances',
  series: 'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
  unit: 'ratio',
  only: 'GPU_I_ID!=""',
  metric: 'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
  aliases: ['gpu_engine_active', 'gr_engine_active'],
  others: [{ series: 'DCGM_FI_DEV_FB_USED', join: 'sum' }],
  resource: 'nvidia.com/mig-1g.5gb',
  mig: '1g.5gb',
  traps: [
    'DCGM_FI_DEV_GPU_UTIL does not exist on a GPU in MIG mode: an HPA on it stays <unknown>.',
    'The value is a ratio from 0 to 1: 20 % is a target of 200m, and a target of 20 is never reached.',
    "UUID is that of the whole GPU, the same for all its instances; GPU_I_ID tells them apart. Joining on UUID mixes the instances' values.",
    'With the mixed strategy pods ask for nvidia.com/mig-1g.5gb and such; with the single strategy for nvidia.com/gpu.',
    'Profiling counters need CAP_SYS_ADMIN, and read 0 while another profiler holds them or after some Xid errors.',
  ],
  source: 'NVIDIA/dcgm-exporter: internal/pkg/rendermetrics; NVIDIA/DCGM#80',
} as const satisfies MetricProfile;
