import type { GpuSample, Labels } from '../sample/observation.ts';
import { isOf } from './gpu-from-exporter.ts';

/** The devices of the lab as its `/devices` page tells them; busy time only grows. */
interface DevicesPage {
  readonly at: number;
  readonly devices: readonly {
    readonly node: string;
    readonly index: number;
    readonly uuid: string;
    readonly busyMs: number;
    readonly holder?: { readonly pod: string; readonly namespace: string };
  }[];
}

/**
 * Turns the busy time of the workload's devices into duty cycles between two looks, from 0 to `fullScale`. A device that the
 * workload held once stays of interest. The first look gives nothing, because a duty cycle needs two.
 */
export function makeDeviceReader(
  series: string,
  workload: { readonly namespace: string; readonly deployment: string },
  fullScale: 100 | 1,
): (page: unknown) => readonly GpuSample[] {
  const serving = new Set<string>();
  const before = new Map<string, { readonly at: number; readonly busyMs: number }>();
  return (page) => {
    const { at, devices } = assertPage(page);
    const samples: GpuSample[] = [];
    for (const { node, index, uuid, busyMs, holder } of devices) {
      const last = before.get(uuid);
      before.set(uuid, { at, busyMs });
      if (isOf(holder?.pod, holder?.namespace, workload)) serving.add(uuid);
      if (!serving.has(uuid) || !last || at <= last.at) continue;
      const share = (busyMs - last.busyMs) / (at - last.at);
      const value = (Math.round(Math.min(1, Math.max(0, share)) * 1000) * fullScale) / 1000;
      const owner: Labels = holder ? { pod: holder.pod, namespace: holder.namespace } : {};
      const labels = { gpu: String(index), UUID: uuid, Hostname: node, ...owner };
      samples.push({ kind: 'gpu', at, sampledAt: at, source: 'device', metric: series, labels, value });
    }
    return samples;
  };
}

function assertPage(page: unknown): DevicesPage {
  const found = page as Partial<DevicesPage> | null;
  if (typeof found?.at === 'number' && Array.isArray(found.devices)) return found as DevicesPage;
  throw new Error(`the devices page has another shape: ${(JSON.stringify(page) ?? 'nothing').slice(0, 120)}`);
}
