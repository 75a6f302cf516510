import type { Random } from '../plan/random.ts';
import type { Instant } from '../units/instant.ts';
import type { Gpu, GpuNodes } from './gpu.ts';
import type { TwinSpec } from './twin-spec.ts';

/** One GPU as its exporter last collected it. */
export interface GpuReading {
  readonly gpu: Gpu;
  /** Who held it then. */
  readonly pod: string | undefined;
  /** Whole percent of the collection interval with a kernel on the device. */
  readonly percent: number;
}

/** The exporters, one a node: each reads the devices of its node every interval and answers with what it read last. */
export interface Exporters {
  pageOf(node: string): readonly GpuReading[];
}

/** Starts the exporters; they ran before the run, each at its own beat. */
export function startExporters(spec: TwinSpec, nodes: GpuNodes, random: Random): Exporters {
  const { loop, timing } = spec;
  const pages = new Map<string, readonly GpuReading[]>();
  for (const node of nodes.names) {
    const gpus = nodes.on(node);
    let before: { readonly at: Instant; readonly busy: readonly number[] } | undefined;
    const collect = () => {
      const busy = gpus.map((gpu) => gpu.busyMs(loop.now));
      const last = before ?? { at: loop.now - timing.exporterIntervalMs, busy: gpus.map(() => 0) };
      before = { at: loop.now, busy };
      pages.set(
        node,
        gpus.map((gpu, at) => reading(gpu, busy[at]! - last.busy[at]!, loop.now - last.at)),
      );
    };
    loop.every(loop.now + random() * timing.exporterIntervalMs, timing.exporterIntervalMs, collect);
    pages.set(
      node,
      gpus.map((gpu) => reading(gpu, 0, 1)),
    );
  }
  return { pageOf: (node) => pages.get(node) ?? [] };
}

/** As the emulated exporter rounds and cuts it. */
function reading(gpu: Gpu, busyMs: number, elapsedMs: number): GpuReading {
  const percent = Math.min(100, Math.max(0, Math.round((100 * busyMs) / elapsedMs)));
  return { gpu, pod: gpu.holder, percent };
}
