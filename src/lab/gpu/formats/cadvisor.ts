import { createHash } from 'node:crypto';
import type { GpuHolder } from '../inventory.ts';
import { type GpuReading, percentOf } from '../readings.ts';
import { goClientText, goFloat, type Label } from './exposition.ts';
import type { ExporterFormat } from './format.ts';

const MIB = 1024 * 1024;

/** The kubelet's cAdvisor until Kubernetes 1.25: containers that hold a GPU, each sample with the time at which it was taken. */
export const cadvisorFormat: ExporterFormat = {
  healthPath: '/healthz',
  render: (readings, { at }) => {
    const family = (name: string, help: string, value: (reading: GpuReading) => number) => ({
      name: `container_accelerator_${name}`,
      help,
      samples: readings.flatMap((reading) => {
        const { holder } = reading.gpu;
        if (!holder) return [];
        return [{ labels: labelsOf(reading, holder), value: goFloat(value(reading)), at: Math.round(at) }];
      }),
    });
    return goClientText([
      family(
        'duty_cycle',
        'Percent of time over the past sample period during which the accelerator was actively processing.',
        percentOf,
      ),
      family('memory_total_bytes', 'Total accelerator memory.', ({ gpu }) => gpu.memoryMiB * MIB),
      family(
        'memory_used_bytes',
        'Total accelerator memory allocated.',
        ({ gpu }) => gpu.memoryUsedMiB * MIB,
      ),
    ]);
  },
};

function labelsOf({ gpu }: GpuReading, holder: GpuHolder): readonly Label[] {
  const { container, namespace, pod, podUid } = holder;
  const id = createHash('sha256').update(`${podUid}/${container}`).digest('hex');
  return [
    ['acc_id', gpu.uuid],
    ['container', container],
    ['id', `/kubepods/burstable/pod${podUid}/${id}`],
    ['image', ''],
    ['make', 'nvidia'],
    ['model', gpu.modelName],
    ['name', `k8s_${container}_${pod}_${namespace}_${podUid}_0`],
    ['namespace', namespace],
    ['pod', pod],
  ];
}
