import { type GpuReading, percentOf } from '../readings.ts';
import { goClientText, gpuGauge, type Label } from './exposition.ts';
import type { ExporterFormat } from './format.ts';

const MIB = 1024 * 1024;

/** ack-prometheus-gpu-exporter of the time before DCGM; a GPU that no pod holds has no pod labels. */
export const nvidiaGpuFormat: ExporterFormat = {
  healthPath: '/metrics',
  render: (readings, { hostname }) => {
    const family = (name: string, help: string, value: (reading: GpuReading) => number) =>
      gpuGauge({ name: `nvidia_gpu_${name}`, help }, readings, (one) => labelsOf(one, hostname), value);
    return goClientText([
      family(
        'duty_cycle',
        'Percent of time over the past sample period during which one or more kernels were executing on the GPU device',
        percentOf,
      ),
      family('memory_total_bytes', 'Total memory of the GPU device', ({ gpu }) => gpu.memoryMiB * MIB),
      family('memory_used_bytes', 'Memory used by the GPU device', ({ gpu }) => gpu.memoryUsedMiB * MIB),
    ]);
  },
};

function labelsOf({ gpu }: GpuReading, node: string): readonly Label[] {
  const { holder } = gpu;
  const held: readonly Label[] = holder
    ? [
        ['allocate_mode', 'exclusive'],
        ['container_name', holder.container],
        ['namespace_name', holder.namespace],
        ['pod_name', holder.pod],
      ]
    : [];
  return [
    ...held,
    ['minor_number', String(gpu.index)],
    ['name', gpu.modelName],
    ['node_name', node],
    ['uuid', gpu.uuid],
  ];
}
