import { type GpuReading, percentOf } from '../readings.ts';
import { goClientText, gpuGauge, type Label } from './exposition.ts';
import type { ExporterFormat } from './format.ts';

/** AMD's Device Metrics Exporter in SPX mode: every label is always there, empty where it does not apply. */
export const amdFormat: ExporterFormat = {
  healthPath: '/metrics',
  render: (readings, { hostname }) => {
    const family = (name: string, help: string, value: (reading: GpuReading) => number) =>
      gpuGauge({ name: `gpu_${name}`, help }, readings, (one) => labelsOf(one, hostname), value);
    return goClientText([
      family(
        'free_vram',
        'Free VRAM memory of the GPU (in MB)',
        ({ gpu }) => gpu.memoryMiB - gpu.memoryUsedMiB,
      ),
      family('gfx_activity', 'Graphics engine usage in Percentage (0-100)', percentOf),
      family('total_vram', 'Total VRAM memory of the GPU (in MB)', ({ gpu }) => gpu.memoryMiB),
      family('umc_activity', 'Memory engine usage in Percentage (0-100)', (reading) =>
        Math.round(percentOf(reading) / 2),
      ),
      family('used_vram', 'Used VRAM memory of the GPU (in MB)', ({ gpu }) => gpu.memoryUsedMiB),
    ]);
  },
};

function labelsOf({ gpu }: GpuReading, hostname: string): readonly Label[] {
  return [
    ['card_model', 'AMD Instinct (emulated)'],
    ['container', gpu.holder?.container ?? ''],
    ['deployment_mode', 'baremetal'],
    ['gpu_compute_partition_type', 'spx'],
    ['gpu_id', String(gpu.index)],
    ['gpu_memory_partition_type', 'nps1'],
    ['gpu_partition_id', '0'],
    ['hostname', hostname],
    ['job_id', ''],
    ['job_partition', ''],
    ['job_user', ''],
    ['namespace', gpu.holder?.namespace ?? ''],
    ['pod', gpu.holder?.pod ?? ''],
    ['serial_number', gpu.uuid.slice(-12)],
  ];
}
