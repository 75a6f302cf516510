import type { GpuReading } from '../readings.ts';
import { byName, commentsOf, type Label, sampleLines } from './exposition.ts';
import type { ExporterFormat } from './format.ts';

const MIB = 1024 * 1024;

/** Intel XPU Manager 1.x on GPUs of one tile: comments first, then samples, and no newline at the end. */
export const intelFormat: ExporterFormat = {
  healthPath: '/metrics',
  render: (readings, { hostname }) => {
    const families = [
      {
        name: 'xpum_engine_ratio',
        // What it says of itself; the value is a ratio all the same.
        help: 'GPU active time of the elapsed time (in %), per GPU tile',
        // XPUM keeps hundredths of a percent.
        value: ({ share }: GpuReading) => pythonFloat(Math.round(share * 10_000) / 10_000),
      },
      {
        name: 'xpum_memory_used_bytes',
        help: 'Used GPU memory (in bytes), per GPU tile',
        value: ({ gpu }: GpuReading) => pythonFloat(gpu.memoryUsedMiB * MIB),
      },
    ];
    const samples = families.flatMap(({ name, value }) =>
      sampleLines({
        name,
        samples: readings.map((reading) => ({ labels: labelsOf(reading, hostname), value: value(reading) })),
      }),
    );
    return readings.length === 0 ? '' : [...families.flatMap(commentsOf), ...samples].join('\n');
  },
};

function labelsOf({ gpu }: GpuReading, node: string): readonly Label[] {
  const { holder } = gpu;
  const held: readonly Label[] = holder
    ? [
        ['kube_container', holder.container],
        ['kube_namespace', holder.namespace],
        ['kube_pod', holder.pod],
      ]
    : [];
  return byName([
    ...held,
    ['dev_file', `card${gpu.index}`],
    ['dev_name', 'Intel(R) Data Center GPU Flex 170 (emulated)'],
    ['node', node],
    ['pci_bdf', gpu.pciBusId.slice(4).toLowerCase()],
    ['pci_dev', '0x56c0'],
    ['src', 'direct'],
    ['uuid', gpu.uuid.replace(/^GPU-/, '')],
    ['vendor', 'Intel(R) Corporation'],
  ]);
}

/** As Python's repr writes a float. */
function pythonFloat(value: number): string {
  const text = String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}
