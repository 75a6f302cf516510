import type { Random } from '../plan/random.ts';
import type { Instant } from '../units/instant.ts';
import type { Exporters } from './exporters.ts';
import type { Gpu, GpuNodes } from './gpu.ts';
import type { TwinSpec } from './twin-spec.ts';

/** A series of a GPU that a pod holds. */
export interface GpuSeries {
  readonly gpu: Gpu;
  readonly pod: string;
  /** In order of time; only as old as somebody still asks. */
  samples: { readonly at: Instant; readonly value: number }[];
  /** The exporter no longer has it: an instant query finds nothing. */
  isStale: boolean;
}

/** Old samples are let go in heaps of at least so many, because each time costs. */
const PRUNE_FROM = 64;
/** An instant query looks back so far. */
const LOOKBACK_MS = 300_000;

/** Prometheus: scrapes every exporter at its own offset, and answers from what it has. */
export class Prometheus {
  readonly #spec: TwinSpec;
  readonly #exporters: Exporters;
  /** By pod, then by GPU. */
  readonly #series = new Map<string, Map<Gpu, GpuSeries>>();
  readonly #onNode = new Map<string, Set<GpuSeries>>();
  readonly #keepMs: number;
  #upFrom: Instant = Number.NEGATIVE_INFINITY;
  /** Hears of each sample. */
  onSample: (series: GpuSeries) => void = () => {};

  constructor(spec: TwinSpec, nodes: GpuNodes, exporters: Exporters, random: Random) {
    const { loop, timing } = spec;
    this.#spec = spec;
    this.#exporters = exporters;
    this.#keepMs = Math.max(timing.queryWindowMs, adapterMaxAgeMs(spec)) + timing.scrapeIntervalMs;
    for (const node of nodes.names) {
      this.#onNode.set(node, new Set());
      const first = loop.now + random() * timing.scrapeIntervalMs;
      loop.every(first, timing.scrapeIntervalMs, () => this.#scrape(node));
    }
  }

  get isUp(): boolean {
    return this.#spec.loop.now >= this.#upFrom;
  }

  /** Killed: it answers nothing and scrapes nothing for a while; what it had stays on its disk. */
  kill(downMs: number): void {
    this.#upFrom = this.#spec.loop.now + downMs;
  }

  /** Whether any series of a pod has a sample since then. */
  hasSince(since: Instant): boolean {
    for (const byGpu of this.#series.values())
      for (const { samples } of byGpu.values())
        if ((samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= since) return true;
    return false;
  }

  /** `avg by (pod)` over the pod's GPUs: of the values now, or of `avg_over_time` where a window is asked for. */
  valueOf(pod: string, windowMs: number): number | undefined {
    let sum = 0;
    let count = 0;
    for (const series of this.#series.get(pod)?.values() ?? []) {
      const value = windowMs > 0 ? this.#average(series, windowMs) : this.#instant(series);
      if (value === undefined) continue;
      sum += value;
      count++;
    }
    return count === 0 ? undefined : sum / count;
  }

  #instant({ samples, isStale }: GpuSeries): number | undefined {
    const last = samples.at(-1);
    if (isStale || last === undefined || this.#spec.loop.now - last.at > LOOKBACK_MS) return undefined;
    return last.value;
  }

  #average({ samples }: GpuSeries, windowMs: number): number | undefined {
    const since = this.#spec.loop.now - windowMs;
    const within = samples.filter((sample) => sample.at > since);
    if (within.length === 0) return undefined;
    return within.reduce((sum, sample) => sum + sample.value, 0) / within.length;
  }

  #scrape(node: string): void {
    if (!this.isUp) return;
    const { now } = this.#spec.loop;
    const known = this.#onNode.get(node)!;
    for (const series of known) series.isStale = true;
    for (const { gpu, pod, value } of this.#exporters.pageOf(node)) {
      if (pod === undefined) continue;
      const series = this.#seriesOf(gpu, pod, known);
      series.isStale = false;
      series.samples.push({ at: now, value });
      this.onSample(series);
    }
    for (const series of known) this.#prune(series, known, now - this.#keepMs);
  }

  #seriesOf(gpu: Gpu, pod: string, known: Set<GpuSeries>): GpuSeries {
    let byGpu = this.#series.get(pod);
    if (byGpu === undefined) {
      byGpu = new Map();
      this.#series.set(pod, byGpu);
    }
    let series = byGpu.get(gpu);
    if (series === undefined) {
      series = { gpu, pod, samples: [], isStale: false };
      byGpu.set(gpu, series);
      known.add(series);
    }
    return series;
  }

  /** Forgets samples that nobody can ask for any more, so that memory does not grow with time. */
  #prune(series: GpuSeries, known: Set<GpuSeries>, before: Instant): void {
    const { samples } = series;
    if (samples.length >= PRUNE_FROM) {
      const kept = samples.findIndex((sample) => sample.at >= before);
      series.samples = kept < 0 ? samples.slice(-1) : samples.slice(kept);
    }
    if (!series.isStale || samples.at(-1)!.at >= before) return;
    known.delete(series);
    const byGpu = this.#series.get(series.pod);
    byGpu?.delete(series.gpu);
    if (byGpu?.size === 0) this.#series.delete(series.pod);
  }
}

/** How old a series may be for prometheus-adapter to list its metric, as the lab starts it. */
export function adapterMaxAgeMs({ timing }: Pick<TwinSpec, 'timing'>): number {
  return Math.max(2 * timing.relistIntervalMs, 3 * timing.scrapeIntervalMs);
}
