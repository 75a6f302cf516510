import type { ExporterKind } from '../../../metric/profile.ts';
import { ackFormat } from './ack.ts';
import { amdFormat } from './amd.ts';
import { cadvisorFormat } from './cadvisor.ts';
import { dcgmFormat } from './dcgm.ts';
import type { ExporterFormat } from './format.ts';
import { intelFormat } from './intel.ts';
import { nvidiaGpuFormat } from './nvidia-gpu.ts';

/** The text of every exporter that the lab can emulate. */
export const FORMATS: Readonly<Record<ExporterKind, ExporterFormat>> = {
  dcgm: dcgmFormat,
  'nvidia-gpu': nvidiaGpuFormat,
  cadvisor: cadvisorFormat,
  ack: ackFormat,
  amd: amdFormat,
  intel: intelFormat,
};
