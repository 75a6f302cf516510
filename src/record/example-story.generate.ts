import { NO_MEMORY } from '../hpa/memory.ts';
import { EMPTY_STATUS } from '../hpa/status.ts';
import type { Plan } from '../plan/plan.ts';
import type { Observation } from '../sample/observation.ts';
import { seeHpa, syncHpa } from './example-hpa.generate.ts';
import {
  addPod,
  alive,
  becomeReady,
  GPUS,
  METRIC,
  type Pod,
  readyPods,
  type Story,
  see,
  seePod,
  seeReplicas,
  type World,
} from './example-world.generate.ts';

const LOAD_START = 3000;
const IMAGE_MS = 150;

/** Plays a story from before the load until the end; observations in order of time. */
export function tellStory(story: Story, plan: Plan, start: number, lastMs: number): readonly Observation[] {
  const world: World = {
    story,
    plan,
    start,
    seen: [],
    pods: [],
    desired: 1,
    status: EMPTY_STATUS,
    memory: NO_MEMORY,
    exported: new Map(),
    nextArrival: 0,
  };
  addPod(world, 100);
  see(world, { kind: 'gpus', at: 110, allocatable: GPUS, allocated: 1 });
  seeHpa(world, 150);
  seeReplicas(world, 160);
  seeLoad(world);
  for (let now = 200; now < lastMs; now += 100) step(world, now);
  return world.seen.sort((a, b) => a.at - b.at);
}

function step(world: World, now: number): void {
  sendImages(world, now);
  if (now % 2000 === 0) readDevices(world, now);
  if (now % 1000 === 300) scrape(world, now);
  if (now % 1000 === 500) askCustomMetric(world, now);
  if (now % 1000 === 700) syncHpa(world, now);
  for (const pod of world.pods) {
    becomeReady(world, pod, now);
    if (now === pod.goneAt) {
      seePod(world, pod, now, 'deleted');
      see(world, { kind: 'gpus', at: now + 5, allocatable: GPUS, allocated: alive(world, now).length });
    }
  }
}

function seeLoad(world: World): void {
  const end = LOAD_START + world.plan.loadMs;
  see(world, { kind: 'load', at: LOAD_START, edge: 'start' });
  for (const { name, startMs, endMs } of world.plan.stages) {
    see(world, { kind: 'load', at: LOAD_START + startMs, edge: 'stage-start', stage: name });
    see(world, { kind: 'load', at: LOAD_START + endMs, edge: 'stage-end', stage: name });
  }
  see(world, { kind: 'load', at: end + 400, edge: 'end', completed: true, dropped: 0 });
  const sample = { width: 128, height: 96, expectedLongestSide: 128, differsFromInput: true };
  for (let n = 0; n < 4; n++) see(world, { kind: 'image', at: end + 500 + n, ...sample });
}

function sendImages(world: World, now: number): void {
  const { arrivals, stages } = world.plan;
  for (; world.nextArrival < arrivals.length; world.nextArrival++) {
    const offset = arrivals[world.nextArrival]!;
    const intendedAt = LOAD_START + offset;
    if (intendedAt > now) return;
    const ready = readyPods(world, now);
    const pod = ready[world.nextArrival % ready.length]!;
    const sentAt = intendedAt + 0.6;
    const from = Math.max(pod.freeAt, sentAt + 4);
    pod.freeAt = from + IMAGE_MS;
    pod.accepted++;
    pod.busy.push({ from, to: pod.freeAt });
    const at = pod.freeAt + 3;
    see(world, {
      kind: 'request',
      at,
      intendedAt: world.start + intendedAt,
      sentAt: world.start + sentAt,
      durationMs: at - sentAt,
      stage: stages.find((stage) => offset < stage.endMs)!.name,
      outcome: 'ok',
      status: 200,
      pod: pod.name,
      bytes: 4200,
    });
  }
}

function readDevices(world: World, now: number): void {
  const read = new Map<string, number>();
  for (const pod of alive(world, now)) {
    const busyMs = pod.busy.reduce((sum, { from, to }) => sum + overlap(from, to, now - 2000, now), 0);
    const value = Math.round(busyMs / 20);
    read.set(pod.name, value);
    seeGpu(world, pod, { at: now + 1, sampledAt: now + 1, source: 'device', value });
    seeGpu(world, pod, { at: now + 40, sampledAt: now + 40, source: 'exporter', value });
  }
  world.exported = read;
}

function overlap(from: number, to: number, start: number, end: number): number {
  return Math.max(0, Math.min(to, end) - Math.max(from, start));
}

function seeGpu(
  world: World,
  pod: Pod,
  sample: {
    readonly at: number;
    readonly sampledAt: number;
    readonly source: 'device' | 'exporter' | 'prometheus';
    readonly value: number;
  },
): void {
  const labels = {
    gpu: String(pod.gpu % 4),
    UUID: `GPU-${pod.gpu}`,
    pod: pod.name,
    namespace: 'style-transfer',
  };
  see(world, { kind: 'gpu', metric: METRIC, labels, ...sample, sampledAt: world.start + sample.sampledAt });
}

function scrape(world: World, now: number): void {
  for (const pod of alive(world, now)) {
    const value = world.exported.get(pod.name);
    if (value === undefined) continue;
    seeGpu(world, pod, { at: now + 90, sampledAt: now, source: 'prometheus', value });
    if (now % 5000 === 300) {
      const counts = { accepted: pod.accepted, completed: pod.accepted, rejected: 0 };
      see(world, { kind: 'serverCount', at: now + 95, pod: pod.name, ...counts });
    }
  }
}

function askCustomMetric(world: World, now: number): void {
  const known = world.story === 'no-metric' ? [] : [...world.exported];
  const pods = known.map(([pod, value]) => ({ pod, value }));
  see(world, { kind: 'customMetric', at: now, metric: METRIC, pods });
}
