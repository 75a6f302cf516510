import type { Random } from '../plan/random.ts';
import type { Instant } from '../units/instant.ts';
import { nextBeat } from './event-loop.ts';
import type { Gpu, GpuNodes } from './gpu.ts';
import { LAB } from './lab-figures.ts';
import { fullScaleOf, type TwinSpec } from './twin-spec.ts';

/** One GPU as its exporter last collected it. */
export interface GpuReading {
  readonly gpu: Gpu;
  /** Who held it then. */
  readonly pod: string | undefined;
  /** Share of the collection interval with a kernel on the device, in the unit of the metric profile. */
  readonly value: number;
}

/** The exporters, one a node: each reads the devices of its node every interval and answers with what it read last. */
export interface Exporters {
  pageOf(node: string): readonly GpuReading[];
}

/** Starts the exporters; they ran before the run, at nearly the same beat, because they were started together. */
export function startExporters(
  spec: TwinSpec,
  nodes: GpuNodes,
  random: Random,
  adapterStart: Instant,
): Exporters {
  const { loop, timing } = spec;
  const pages = new Map<string, readonly GpuReading[]>();
  const full = fullScaleOf(spec);
  for (const node of nodes.names) {
    const gpus = nodes.on(node);
    let before: { readonly at: Instant; readonly busy: readonly number[] } | undefined;
    const collect = () => {
      const busy = gpus.map((gpu) => gpu.busyMs(loop.now));
      const last = before ?? { at: loop.now - timing.exporterIntervalMs, busy: gpus.map(() => 0) };
      before = { at: loop.now, busy };
      pages.set(
        node,
        gpus.map((gpu, at) => reading(gpu, busy[at]! - last.busy[at]!, loop.now - last.at, full)),
      );
    };
    const beat = adapterStart - LAB.collectBeforeAdapter + (2 * random() - 1) * LAB.collectSpread;
    loop.every(nextBeat(beat, timing.exporterIntervalMs, loop.now), timing.exporterIntervalMs, collect);
    pages.set(
      node,
      gpus.map((gpu) => reading(gpu, 0, 1, full)),
    );
  }
  return { pageOf: (node) => pages.get(node) ?? [] };
}

/** As the emulated exporter rounds and cuts it: whole percent, of a ratio hundredths of a percent. */
function reading(gpu: Gpu, busyMs: number, elapsedMs: number, full: 100 | 1): GpuReading {
  const steps = full === 100 ? 100 : 10_000;
  const share = Math.min(steps, Math.max(0, Math.round((steps * busyMs) / elapsedMs)));
  return { gpu, pod: gpu.holder, value: (share * full) / steps };
}
