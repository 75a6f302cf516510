import { describe, expect, it } from 'vitest';
import { type GpuSnapshot, type GpuSnapshots, listGpus } from '../inventory.ts';
import { percentOf, readInterval } from '../readings.ts';
import { dcgmFormat } from './dcgm.ts';

const [first, second] = listGpus([{ name: 'gpu-node-0', gpus: 2 }]) as [GpuSnapshot, GpuSnapshot];
const holder = { podUid: 'u1', pod: 'serving-a', namespace: 'style-transfer', container: 'serving' };

function snapshots(at: number, busyMs: readonly [number, number]): GpuSnapshots {
  return {
    at,
    devices: [
      { ...first, busyMs: busyMs[0], queue: 0, memoryUsedMiB: 515, holder },
      { ...second, busyMs: busyMs[1], queue: 0, memoryUsedMiB: 3 },
    ],
  };
}

describe('readInterval', () => {
  it('gives the busy share of the interval in whole percent', () => {
    const readings = readInterval(snapshots(1000, [500, 0]), snapshots(3000, [1247, 0]));
    expect(readings.map(percentOf)).toEqual([37, 0]);
  });

  it('stays within 0 and 100 although two clocks never agree to the microsecond', () => {
    const readings = readInterval(snapshots(0, [0, 10]), snapshots(100, [101, 9.9]));
    expect(readings.map(percentOf)).toEqual([100, 0]);
  });

  it('has nothing to say about an interval of no length', () => {
    expect(readInterval(snapshots(5, [0, 0]), snapshots(5, [0, 0]))).toEqual([]);
  });
});

describe('dcgm-exporter', () => {
  const options = { hostname: 'gpu-node-0', mapPods: true, virtualGpus: false, at: 0 };
  const readings = readInterval(snapshots(0, [0, 0]), snapshots(2000, [740, 0]));

  it("prints dcgm-exporter's text, pod labels only on the GPU that a pod holds", () => {
    expect(dcgmFormat.render(readings, options)).toMatchInlineSnapshot(`
      "# HELP DCGM_FI_DEV_SM_CLOCK SM clock frequency (in MHz).
      # TYPE DCGM_FI_DEV_SM_CLOCK gauge
      DCGM_FI_DEV_SM_CLOCK{gpu="0",UUID="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",pci_bus_id="00000000:01:00.0",device="nvidia0",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05",container="serving",namespace="style-transfer",pod="serving-a"} 1590
      DCGM_FI_DEV_SM_CLOCK{gpu="1",UUID="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64",pci_bus_id="00000000:02:00.0",device="nvidia1",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05"} 300
      # HELP DCGM_FI_DEV_GPU_TEMP GPU temperature (in C).
      # TYPE DCGM_FI_DEV_GPU_TEMP gauge
      DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",pci_bus_id="00000000:01:00.0",device="nvidia0",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05",container="serving",namespace="style-transfer",pod="serving-a"} 47
      DCGM_FI_DEV_GPU_TEMP{gpu="1",UUID="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64",pci_bus_id="00000000:02:00.0",device="nvidia1",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05"} 34
      # HELP DCGM_FI_DEV_POWER_USAGE Power draw (in W).
      # TYPE DCGM_FI_DEV_POWER_USAGE gauge
      DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",pci_bus_id="00000000:01:00.0",device="nvidia0",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05",container="serving",namespace="style-transfer",pod="serving-a"} 32.515000
      DCGM_FI_DEV_POWER_USAGE{gpu="1",UUID="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64",pci_bus_id="00000000:02:00.0",device="nvidia1",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05"} 10.500000
      # HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).
      # TYPE DCGM_FI_DEV_GPU_UTIL gauge
      DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",pci_bus_id="00000000:01:00.0",device="nvidia0",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05",container="serving",namespace="style-transfer",pod="serving-a"} 37
      DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64",pci_bus_id="00000000:02:00.0",device="nvidia1",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05"} 0
      # HELP DCGM_FI_DEV_FB_FREE Framebuffer memory free (in MiB).
      # TYPE DCGM_FI_DEV_FB_FREE gauge
      DCGM_FI_DEV_FB_FREE{gpu="0",UUID="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",pci_bus_id="00000000:01:00.0",device="nvidia0",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05",container="serving",namespace="style-transfer",pod="serving-a"} 14845
      DCGM_FI_DEV_FB_FREE{gpu="1",UUID="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64",pci_bus_id="00000000:02:00.0",device="nvidia1",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05"} 15357
      # HELP DCGM_FI_DEV_FB_USED Framebuffer memory used (in MiB).
      # TYPE DCGM_FI_DEV_FB_USED gauge
      DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",pci_bus_id="00000000:01:00.0",device="nvidia0",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05",container="serving",namespace="style-transfer",pod="serving-a"} 515
      DCGM_FI_DEV_FB_USED{gpu="1",UUID="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64",pci_bus_id="00000000:02:00.0",device="nvidia1",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05"} 3
      # HELP DCGM_FI_PROF_GR_ENGINE_ACTIVE Ratio of time the graphics engine is active.
      # TYPE DCGM_FI_PROF_GR_ENGINE_ACTIVE gauge
      DCGM_FI_PROF_GR_ENGINE_ACTIVE{gpu="0",UUID="GPU-55fbfcb5-688b-2d1b-5b7d-891e0b0c7bca",pci_bus_id="00000000:01:00.0",device="nvidia0",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05",container="serving",namespace="style-transfer",pod="serving-a"} 0.370000
      DCGM_FI_PROF_GR_ENGINE_ACTIVE{gpu="1",UUID="GPU-ab511699-c5a3-af3f-8f45-2b323eb3bb64",pci_bus_id="00000000:02:00.0",device="nvidia1",modelName="Tesla T4 (emulated)",Hostname="gpu-node-0",DCGM_FI_DRIVER_VERSION="580.95.05"} 0.000000
      "
    `);
  });

  it('leaves pod labels out when pods are not mapped', () => {
    expect(dcgmFormat.render(readings, { ...options, mapPods: false })).not.toContain('pod=');
  });

  it('prints nothing before the first collection', () => {
    expect(dcgmFormat.render([], options)).toBe('');
  });
});
