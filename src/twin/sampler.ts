import type { Random } from '../plan/random.ts';
import type { GpuSample, ServerCountObservation } from '../sample/observation.ts';
import type { Adapter } from './adapter.ts';
import type { Deployment } from './deployment.ts';
import type { Exporters } from './exporters.ts';
import { Gap } from './gaps.ts';
import type { Gpu } from './gpu.ts';
import { deviceLabels, exporterLabels, scrapedLabels } from './gpu-labels.ts';
import type { Prometheus } from './prometheus.ts';
import { fullScaleOf, seriesOf, type TwinSpec } from './twin-spec.ts';

/** The parts that the samplers ask. */
export interface Sampled {
  readonly spec: TwinSpec;
  readonly deployment: Deployment;
  readonly exporters: Exporters;
  readonly prometheus: Prometheus;
  readonly adapter: Adapter;
}

/** A run asks each of its sources this often. */
const LOOK_MS = 1000;

/** Starts the questions that a run puts to devices, exporters, Prometheus and the custom metrics API. */
export function startSampling(sampled: Sampled, random: Random): void {
  const { spec } = sampled;
  const { loop, timing } = spec;
  const every = (ms: number, act: () => void) => loop.every(loop.now + random() * ms, ms, act);
  const serving = new Set<Gpu>();
  every(LOOK_MS, lookAtDevices(sampled, serving));
  every(LOOK_MS, lookAtExporters(sampled, serving));
  every(LOOK_MS, askCustomMetric(sampled));
  every(LOOK_MS, askServerCounts(sampled, random));
  every(Math.max(500, timing.scrapeIntervalMs / 2), askPrometheus(sampled));
}

function lookAtDevices({ spec, deployment }: Sampled, serving: Set<Gpu>): () => void {
  const before = new Map<Gpu, { readonly at: number; readonly busyMs: number }>();
  const [metric, full] = [seriesOf(spec), fullScaleOf(spec)];
  return () => {
    const at = spec.loop.now;
    for (const gpu of deployment.nodes.gpus) {
      if (gpu.holder !== undefined) serving.add(gpu);
      const last = before.get(gpu);
      const busyMs = gpu.busyMs(at);
      before.set(gpu, { at, busyMs });
      if (!serving.has(gpu) || last === undefined) continue;
      const share = (busyMs - last.busyMs) / (at - last.at);
      const value = (Math.round(Math.min(1, Math.max(0, share)) * 1000) * full) / 1000;
      const labels = deviceLabels(gpu, spec.scenario);
      spec.emit({ kind: 'gpu', at, sampledAt: at, source: 'device', metric, labels, value });
    }
  };
}

function lookAtExporters({ spec, deployment, exporters }: Sampled, serving: Set<Gpu>): () => void {
  return () => {
    const at = spec.loop.now;
    for (const node of deployment.nodes.names) {
      for (const { gpu, pod, value } of exporters.pageOf(node)) {
        if (pod !== undefined) serving.add(gpu);
        if (!serving.has(gpu)) continue;
        const labels = exporterLabels(gpu, pod, spec.scenario);
        spec.emit({
          kind: 'gpu',
          at,
          sampledAt: at,
          source: 'exporter',
          metric: seriesOf(spec),
          labels,
          value,
        });
      }
    }
  };
}

function askPrometheus({ spec, prometheus }: Sampled): () => void {
  const gap = new Gap(spec, 'prometheus');
  let fresh: Omit<GpuSample, 'at'>[] = [];
  prometheus.onSample = ({ gpu, pod, samples }) => {
    const { at: sampledAt, value } = samples.at(-1)!;
    const labels = scrapedLabels(gpu, pod, spec.scenario);
    fresh.push({ kind: 'gpu', sampledAt, source: 'prometheus', metric: seriesOf(spec), labels, value });
  };
  return () => {
    gap.heard(prometheus.isUp ? undefined : `query ${seriesOf(spec)} got no answer of Prometheus`);
    if (!prometheus.isUp) return;
    const at = spec.loop.now;
    for (const sample of fresh) spec.emit({ ...sample, at });
    fresh = [];
  };
}

function askCustomMetric({ spec, deployment, adapter }: Sampled): () => void {
  const gap = new Gap(spec, 'custom-metrics');
  return () => {
    const answer = adapter.ask(deployment.pods().map((pod) => pod.name));
    const failed = answer.status === 500 || answer.status === 503;
    gap.heard(failed ? `${answer.status}: ${answer.problem}` : undefined);
    if (failed) return;
    const items = answer.status === 200 ? answer.items : [];
    const pods = items.map(({ pod, milli }) => ({ pod, value: milli / 1000 }));
    spec.emit({
      kind: 'customMetric',
      at: spec.loop.now,
      metric: spec.scenario.hpa.metric.name,
      pods: pods.sort((a, b) => (a.pod < b.pod ? -1 : 1)),
    });
  };
}

/** Prometheus scrapes the pods' counters; what was scraped last is read, and told when it says something new. */
function askServerCounts({ spec, deployment, prometheus }: Sampled, random: Random): () => void {
  const { loop, timing } = spec;
  const gap = new Gap(spec, 'prometheus');
  const scraped = new Map<string, Omit<ServerCountObservation, 'at'>>();
  const told = new Map<string, string>();
  loop.every(loop.now + random() * timing.scrapeIntervalMs, timing.scrapeIntervalMs, () => {
    if (!prometheus.isUp) return;
    scraped.clear();
    for (const { name, process } of deployment.pods()) {
      if (process === undefined) continue;
      const { accepted, completed, rejected } = process;
      scraped.set(name, { kind: 'serverCount', pod: name, accepted, completed, rejected });
    }
  });
  return () => {
    gap.heard(prometheus.isUp ? undefined : 'the query of the serving counters got no answer of Prometheus');
    if (!prometheus.isUp) return;
    for (const [pod, count] of scraped) {
      const text = `${count.accepted} ${count.completed} ${count.rejected}`;
      if (told.get(pod) === text) continue;
      told.set(pod, text);
      spec.emit({ ...count, at: loop.now });
    }
  };
}
