import type { GpuHolder } from '../inventory.ts';
import { type GpuReading, percentOf } from '../readings.ts';
import { commentsOf, type Label, sampleLines } from './exposition.ts';
import type { ExporterFormat } from './format.ts';

/**
 * The GPU exporter of Alibaba Cloud ACK: its own series of the processes on a GPU. Name and unit are documented; that the labels
 * are spelt like this is from memory. An emulated kernel uses all of a device, so its SM utilisation is the duty cycle.
 */
export const ackFormat: ExporterFormat = {
  healthPath: '/metrics',
  render: (readings, { hostname }) => {
    const held = readings.flatMap((reading) =>
      reading.gpu.holder ? [{ reading, labels: labelsOf(reading, reading.gpu.holder, hostname) }] : [],
    );
    const family = (name: string, help: string, value: (reading: GpuReading) => number) => {
      const samples = held.map(({ reading, labels }) => ({ labels, value: String(value(reading)) }));
      return samples.length === 0 ? [] : [...commentsOf({ name, help }), ...sampleLines({ name, samples })];
    };
    return [
      ...family('DCGM_CUSTOM_PROCESS_SM_UTIL', 'SM utilization of the process (in %).', percentOf),
      ...family(
        'DCGM_CUSTOM_PROCESS_MEM_USED',
        'GPU memory used by the process (in MiB).',
        ({ gpu }) => gpu.memoryUsedMiB,
      ),
    ]
      .map((line) => `${line}\n`)
      .join('');
  },
};

function labelsOf({ gpu }: GpuReading, holder: GpuHolder, node: string): readonly Label[] {
  return [
    ['gpu', String(gpu.index)],
    ['UUID', gpu.uuid],
    ['device', `nvidia${gpu.index}`],
    ['modelName', gpu.modelName],
    ['Hostname', node],
    ['AllocateMode', 'exclusive'],
    ['ContainerName', holder.container],
    ['NamespaceName', holder.namespace],
    ['NodeName', node],
    ['PodName', holder.pod],
  ];
}
