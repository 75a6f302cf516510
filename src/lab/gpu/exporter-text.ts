import type { GpuSnapshot, GpuSnapshots } from './inventory.ts';

/** One GPU as the exporter last collected it. */
export interface GpuReading {
  readonly gpu: GpuSnapshot;
  /** Share of the collection interval with a kernel on the device: whole percent, 0 to 100, as DCGM gives it. */
  readonly utilPercent: number;
}

interface Field {
  readonly name: string;
  readonly help: string;
  readonly value: (reading: GpuReading) => string;
}

/** In the order of DCGM's field ids, which is the order in which dcgm-exporter renders. */
const FIELDS: readonly Field[] = [
  {
    name: 'DCGM_FI_DEV_SM_CLOCK',
    help: 'SM clock frequency (in MHz).',
    value: ({ utilPercent }) => (utilPercent > 0 ? '1590' : '300'),
  },
  {
    name: 'DCGM_FI_DEV_GPU_TEMP',
    help: 'GPU temperature (in C).',
    value: ({ utilPercent }) => String(Math.round(34 + 0.36 * utilPercent)),
  },
  {
    name: 'DCGM_FI_DEV_POWER_USAGE',
    help: 'Power draw (in W).',
    value: ({ utilPercent }) => (10.5 + 0.595 * utilPercent).toFixed(6),
  },
  {
    name: 'DCGM_FI_DEV_GPU_UTIL',
    help: 'GPU utilization (in %).',
    value: ({ utilPercent }) => String(utilPercent),
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
];

const DRIVER_VERSION = '580.95.05';

/** Turns two snapshots of a node's GPUs into readings; a GPU that the earlier one lacks has no reading. */
export function readInterval(before: GpuSnapshots, after: GpuSnapshots): readonly GpuReading[] {
  const elapsedMs = after.at - before.at;
  if (elapsedMs <= 0) return [];
  return after.devices.flatMap((gpu) => {
    const earlier = before.devices.find((other) => other.uuid === gpu.uuid);
    if (!earlier) return [];
    const percent = Math.round((100 * (gpu.busyMs - earlier.busyMs)) / elapsedMs);
    return [{ gpu, utilPercent: Math.min(100, Math.max(0, percent)) }];
  });
}

/**
 * Renders readings as dcgm-exporter does: `gpu, UUID, pci_bus_id, device, modelName, Hostname`, the label fields,
 * then, when pods are mapped and the GPU is allocated, `container, namespace, pod`.
 */
export function renderMetrics(
  readings: readonly GpuReading[],
  options: { readonly hostname: string; readonly mapPods: boolean },
): string {
  if (readings.length === 0) return '';
  const blocks = FIELDS.map((field) => {
    const lines = readings.map(
      (reading) => `${field.name}{${labelsOf(reading.gpu, options)}} ${field.value(reading)}`,
    );
    return [`# HELP ${field.name} ${field.help}`, `# TYPE ${field.name} gauge`, ...lines].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

function labelsOf(gpu: GpuSnapshot, options: { hostname: string; mapPods: boolean }): string {
  const labels: [string, string][] = [
    ['gpu', String(gpu.index)],
    ['UUID', gpu.uuid],
    ['pci_bus_id', gpu.pciBusId],
    ['device', `nvidia${gpu.index}`],
    ['modelName', gpu.modelName],
    ['Hostname', options.hostname],
    ['DCGM_FI_DRIVER_VERSION', DRIVER_VERSION],
  ];
  const { holder } = gpu;
  if (holder && options.mapPods) {
    labels.push(['container', holder.container], ['namespace', holder.namespace], ['pod', holder.pod]);
  }
  return labels.map(([name, value]) => `${name}="${value}"`).join(',');
}
