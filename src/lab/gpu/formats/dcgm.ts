import type { GpuHolder, GpuSnapshot } from '../inventory.ts';
import { type GpuReading, percentOf } from '../readings.ts';
import { commentsOf, type Label, sampleLines } from './exposition.ts';
import type { ExporterFormat, FormatOptions } from './format.ts';

interface Field {
  readonly name: string;
  readonly help: string;
  readonly value: (reading: GpuReading) => string;
  /** DCGM has no such field for a MIG instance. */
  readonly wholeGpuOnly?: true;
}

/** In the order of DCGM's field ids, which is the order in which dcgm-exporter renders. */
const FIELDS: readonly Field[] = [
  {
    name: 'DCGM_FI_DEV_SM_CLOCK',
    help: 'SM clock frequency (in MHz).',
    value: (reading) => (percentOf(reading) > 0 ? '1590' : '300'),
  },
  {
    name: 'DCGM_FI_DEV_GPU_TEMP',
    help: 'GPU temperature (in C).',
    value: (reading) => String(Math.round(34 + 0.36 * percentOf(reading))),
  },
  {
    name: 'DCGM_FI_DEV_POWER_USAGE',
    help: 'Power draw (in W).',
    value: (reading) => (10.5 + 0.595 * percentOf(reading)).toFixed(6),
  },
  {
    name: 'DCGM_FI_DEV_GPU_UTIL',
    help: 'GPU utilization (in %).',
    value: (reading) => String(percentOf(reading)),
    wholeGpuOnly: true,
  },
  {
    name: 'DCGM_FI_DEV_FB_FREE',
    help: 'Framebuffer memory free (in MiB).',
    value: ({ gpu }) => String(gpu.memoryMiB - gpu.memoryUsedMiB),
  },
  {
    name: 'DCGM_FI_DEV_FB_USED',
    help: 'Framebuffer memory used (in MiB).',
    value: ({ gpu }) => String(gpu.memoryUsedMiB),
  },
  {
    name: 'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
    help: 'Ratio of time the graphics engine is active.',
    value: ({ share }) => share.toFixed(6),
  },
];

const DRIVER_VERSION = '580.95.05';

/**
 * dcgm-exporter: `gpu, UUID, pci_bus_id, device, modelName`, of a MIG instance `GPU_I_PROFILE, GPU_I_ID`, then `Hostname`, the
 * label fields, and, when pods are mapped and the GPU is allocated, `container, namespace, pod` (`vgpu`). A GPU that several
 * pods share has a line for each with virtual GPUs; without, one of them has it.
 */
export const dcgmFormat: ExporterFormat = {
  healthPath: '/health',
  render(readings, options) {
    if (readings.length === 0) return '';
    const lines = FIELDS.flatMap((field) => {
      const having = readings.filter(({ gpu }) => !(field.wholeGpuOnly && gpu.mig));
      if (having.length === 0) return [];
      const samples = having.flatMap((reading) =>
        labelSets(reading.gpu, options).map((labels) => ({ labels, value: field.value(reading) })),
      );
      return [...commentsOf(field), ...sampleLines({ name: field.name, samples })];
    });
    return lines.map((line) => `${line}\n`).join('');
  },
};

function labelSets(gpu: GpuSnapshot, options: FormatOptions): readonly (readonly Label[])[] {
  const own = deviceLabels(gpu, options.hostname);
  const { holder, sharers = [] } = gpu;
  if (!options.mapPods || !holder) return [own];
  if (sharers.length === 0) return [[...own, ...podLabels(holder)]];
  if (options.virtualGpus) {
    return sharers.map((sharer) => [...own, ...podLabels(sharer), ['vgpu', String(sharer.slot)] as const]);
  }
  // The kubelet lists the pods of a GPU in no order that lasts, and the last one wins.
  const turn = Math.floor(options.at / 1000) % sharers.length;
  return [[...own, ...podLabels(sharers[turn]!)]];
}

function deviceLabels(gpu: GpuSnapshot, hostname: string): readonly Label[] {
  const { mig } = gpu;
  const index = String(mig?.parentIndex ?? gpu.index);
  const instance: readonly Label[] = mig
    ? [
        ['GPU_I_PROFILE', mig.profile],
        ['GPU_I_ID', String(mig.instance)],
      ]
    : [];
  return [
    ['gpu', index],
    ['UUID', mig?.parentUuid ?? gpu.uuid],
    ['pci_bus_id', mig?.parentPciBusId ?? gpu.pciBusId],
    ['device', `nvidia${index}`],
    ['modelName', gpu.modelName],
    ...instance,
    ['Hostname', hostname],
    ['DCGM_FI_DRIVER_VERSION', DRIVER_VERSION],
  ];
}

function podLabels({ container, namespace, pod }: GpuHolder): readonly Label[] {
  return [
    ['container', container],
    ['namespace', namespace],
    ['pod', pod],
  ];
}
