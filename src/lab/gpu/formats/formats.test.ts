import { describe, expect, it } from 'vitest';
import { METRIC_PROFILES, profileOf } from '../../../metric/catalogue.ts';
import { fullScale } from '../../../metric/profile.ts';
import { readExposition } from '../../../sampling/exposition.ts';
import { asInstance, type GpuHolder, type GpuSnapshot, listGpus } from '../inventory.ts';
import type { GpuReading } from '../readings.ts';
import { goFloat } from './exposition.ts';
import { FORMATS } from './index.ts';

const [first, second] = listGpus([{ name: 'gpu-node-0', gpus: 2 }]) as [GpuSnapshot, GpuSnapshot];
const holder: GpuHolder = { podUid: 'u1', pod: 'serving-a', namespace: 'styles', container: 'serving' };
const options = { hostname: 'gpu-node-0', mapPods: true, virtualGpus: false, at: 1_700_000_000_123.4 };
const state = { busyMs: 0, queue: 0 };

/** A GPU that a pod keeps busy for a quarter of the time, and one that nobody has. */
function readings(mig?: string): readonly GpuReading[] {
  const held: GpuSnapshot = { ...first, ...state, memoryUsedMiB: 515, holder };
  const idle: GpuSnapshot = { ...second, ...state, memoryUsedMiB: 3 };
  return [
    { gpu: mig === undefined ? held : { ...held, mig: asInstance(first, mig) }, share: 0.25 },
    { gpu: mig === undefined ? idle : { ...idle, mig: asInstance(second, mig) }, share: 0 },
  ];
}

describe('the text of an exporter', () => {
  it.each(METRIC_PROFILES)(
    'of $name has its series in its unit, with the pod in the labels of its profile',
    (profile) => {
      const text = FORMATS[profile.exporter.kind].render(readings(profile.mig), options);
      const { printed } = profile;
      const samples = readExposition(text, profile.series);
      const [held, ...others] = samples.toSorted((a, b) => Number(b.value) - Number(a.value));
      expect(held?.labels).toMatchObject({
        [printed.namespace]: 'styles',
        [printed.pod]: 'serving-a',
        [printed.container]: 'serving',
      });
      expect(held?.value).toBe(0.25 * fullScale(profile));
      for (const other of others) expect(other.labels[printed.pod] ?? '').toBe('');
      expect(text).toMatch(new RegExp(`^# TYPE ${profile.series} gauge$`, 'm'));
    },
  );

  it.each(METRIC_PROFILES.filter(({ others }) => others.length > 0))(
    'of $name has the other series that its rules may expose, but for those that the lab does not emulate',
    (profile) => {
      const text = FORMATS[profile.exporter.kind].render(readings(profile.mig), options);
      const missing = profile.others.filter(({ series }) => readExposition(text, series).length === 0);
      expect(
        missing.map(({ series }) => series).filter((one) => one !== 'DCGM_FI_DEV_MEM_COPY_UTIL'),
      ).toEqual([]);
    },
  );
});

const lines = (kind: keyof typeof FORMATS, series: string) =>
  FORMATS[kind]
    .render(readings(), options)
    .split('\n')
    .filter((line) => line.includes(series))
    .join('\n');

describe('each exporter prints what its own source prints:', () => {
  it('ack-prometheus-gpu-exporter', () => {
    expect(lines('nvidia-gpu', 'nvidia_gpu_')).toMatchInlineSnapshot(`
      "# HELP nvidia_gpu_duty_cycle Percent of time over the past sample period during which one or more kernels were executing on the GPU device
      # TYPE nvidia_gpu_duty_cycle gauge
      nvidia_gpu_duty_cycle{allocate_mode="exclusive",container_name="serving",minor_number="0",name="Tesla T4 (emulated)",namespace_name="styles",node_name="gpu-node-0",pod_name="serving-a",uuid="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca"} 25
      nvidia_gpu_duty_cycle{minor_number="1",name="Tesla T4 (emulated)",node_name="gpu-node-0",uuid="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64"} 0
      # HELP nvidia_gpu_memory_total_bytes Total memory of the GPU device
      # TYPE nvidia_gpu_memory_total_bytes gauge
      nvidia_gpu_memory_total_bytes{allocate_mode="exclusive",container_name="serving",minor_number="0",name="Tesla T4 (emulated)",namespace_name="styles",node_name="gpu-node-0",pod_name="serving-a",uuid="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca"} 1.610612736e+10
      nvidia_gpu_memory_total_bytes{minor_number="1",name="Tesla T4 (emulated)",node_name="gpu-node-0",uuid="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64"} 1.610612736e+10
      # HELP nvidia_gpu_memory_used_bytes Memory used by the GPU device
      # TYPE nvidia_gpu_memory_used_bytes gauge
      nvidia_gpu_memory_used_bytes{allocate_mode="exclusive",container_name="serving",minor_number="0",name="Tesla T4 (emulated)",namespace_name="styles",node_name="gpu-node-0",pod_name="serving-a",uuid="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca"} 5.4001664e+08
      nvidia_gpu_memory_used_bytes{minor_number="1",name="Tesla T4 (emulated)",node_name="gpu-node-0",uuid="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64"} 3.145728e+06"
    `);
  });
  it("the kubelet's cAdvisor, with the time of each sample", () => {
    expect(lines('cadvisor', 'duty_cycle')).toMatchInlineSnapshot(`
      "# HELP container_accelerator_duty_cycle Percent of time over the past sample period during which the accelerator was actively processing.
      # TYPE container_accelerator_duty_cycle gauge
      container_accelerator_duty_cycle{acc_id="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",container="serving",id="/kubepods/burstable/podu1/e4847cf02f2c117f089ea6d323188f7f3bce62397214dd1e2c257a6abfc571f9",image="",make="nvidia",model="Tesla T4 (emulated)",name="k8s_serving_serving-a_styles_u1_0",namespace="styles",pod="serving-a"} 25 1700000000123"
    `);
  });
  it('the ACK GPU exporter', () => {
    expect(lines('ack', 'SM_UTIL')).toMatchInlineSnapshot(`
      "# HELP DCGM_CUSTOM_PROCESS_SM_UTIL SM utilization of the process (in %).
      # TYPE DCGM_CUSTOM_PROCESS_SM_UTIL gauge
      DCGM_CUSTOM_PROCESS_SM_UTIL{gpu="0",UUID="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",device="nvidia0",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",AllocateMode="exclusive",ContainerName="serving",NamespaceName="styles",NodeName="gpu-node-0",PodName="serving-a"} 25"
    `);
  });
  it("AMD's exporter, with every label on every series", () => {
    expect(lines('amd', 'gfx_activity')).toMatchInlineSnapshot(`
      "# HELP gpu_gfx_activity Graphics engine usage in Percentage (0-100)
      # TYPE gpu_gfx_activity gauge
      gpu_gfx_activity{card_model="AMD Instinct (emulated)",container="serving",deployment_mode="baremetal",gpu_compute_partition_type="spx",gpu_id="0",gpu_memory_partition_type="nps1",gpu_partition_id="0",hostname="gpu-node-0",job_id="",job_partition="",job_user="",namespace="styles",pod="serving-a",serial_number="891e0b0c7bca"} 25
      gpu_gfx_activity{card_model="AMD Instinct (emulated)",container="",deployment_mode="baremetal",gpu_compute_partition_type="spx",gpu_id="1",gpu_memory_partition_type="nps1",gpu_partition_id="0",hostname="gpu-node-0",job_id="",job_partition="",job_user="",namespace="",pod="",serial_number="2b323eb3bb64"} 0"
    `);
  });
  it('XPU Manager, comments first, and a ratio that calls itself percent', () => {
    expect(FORMATS.intel.render(readings(), options)).toMatchInlineSnapshot(`
      "# HELP xpum_engine_ratio GPU active time of the elapsed time (in %), per GPU tile
      # TYPE xpum_engine_ratio gauge
      # HELP xpum_memory_used_bytes Used GPU memory (in bytes), per GPU tile
      # TYPE xpum_memory_used_bytes gauge
      xpum_engine_ratio{dev_file="card0",dev_name="Intel(R) Data Center GPU Flex 170 (emulated)",kube_container="serving",kube_namespace="styles",kube_pod="serving-a",node="gpu-node-0",pci_bdf="0000:01:00.0",pci_dev="0x56c0",src="direct",uuid="55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",vendor="Intel(R) Corporation"} 0.25
      xpum_engine_ratio{dev_file="card1",dev_name="Intel(R) Data Center GPU Flex 170 (emulated)",node="gpu-node-0",pci_bdf="0000:02:00.0",pci_dev="0x56c0",src="direct",uuid="ab511699-c5a3-af3f-8f45-2b323eb3bb64",vendor="Intel(R) Corporation"} 0.0
      xpum_memory_used_bytes{dev_file="card0",dev_name="Intel(R) Data Center GPU Flex 170 (emulated)",kube_container="serving",kube_namespace="styles",kube_pod="serving-a",node="gpu-node-0",pci_bdf="0000:01:00.0",pci_dev="0x56c0",src="direct",uuid="55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",vendor="Intel(R) Corporation"} 540016640.0
      xpum_memory_used_bytes{dev_file="card1",dev_name="Intel(R) Data Center GPU Flex 170 (emulated)",node="gpu-node-0",pci_bdf="0000:02:00.0",pci_dev="0x56c0",src="direct",uuid="ab511699-c5a3-af3f-8f45-2b323eb3bb64",vendor="Intel(R) Corporation"} 3145728.0"
    `);
  });
});

describe('dcgm-exporter on GPUs that are not whole', () => {
  const dcgm = FORMATS.dcgm;

  it('has no GPU_UTIL of MIG instances, and tells instances of one GPU apart by GPU_I_ID', () => {
    const text = dcgm.render(readings('1g.5gb'), options);
    expect(text).not.toContain('DCGM_FI_DEV_GPU_UTIL');
    const labels = readExposition(text, profileOf('mig').series).map((sample) => sample.labels);
    expect(labels.map(({ GPU_I_PROFILE, GPU_I_ID }) => [GPU_I_PROFILE, GPU_I_ID])).toEqual([
      ['1g.5gb', '7'],
      ['1g.5gb', '8'],
    ]);
    expect(labels[0]?.UUID).toBe(labels[1]?.UUID);
  });

  const sharers = ['a', 'b'].map((pod, slot) => ({ ...holder, pod, slot }));
  const shared: readonly GpuReading[] = [
    { gpu: { ...first, ...state, memoryUsedMiB: 515, holder, sharers }, share: 0.4 },
  ];
  const podsAt = (at: number, virtualGpus: boolean) =>
    readExposition(dcgm.render(shared, { ...options, virtualGpus, at }), 'DCGM_FI_DEV_GPU_UTIL').map(
      ({ labels, value }) => [labels.pod, labels.vgpu, value],
    );

  it("lists every pod of a shared GPU with the whole device's value, if it is told to", () => {
    expect(podsAt(0, true)).toEqual([
      ['a', '0', 40],
      ['b', '1', 40],
    ]);
  });

  it('gives a shared GPU to one pod after the other, if it is not', () => {
    expect([podsAt(0, false), podsAt(1000, false)]).toEqual([[['a', undefined, 40]], [['b', undefined, 40]]]);
  });
});

it.each([
  [0, '0'],
  [37, '37'],
  [15_360, '15360'],
  [15_811_477_504, '1.5811477504e+10'],
  [1_000_000, '1e+06'],
  [0.00001, '1e-05'],
])('%d is written as Go writes it: %s', (value, text) => {
  expect(goFloat(value)).toBe(text);
});
