import { STOCK_CONTROLLER } from '../hpa/controller-config.ts';
import type { HpaEvent, SyncInput } from '../hpa/decision.ts';
import { type ControllerMemory, NO_MEMORY } from '../hpa/memory.ts';
import { clusterOf } from '../hpa/readings.ts';
import { reconcile } from '../hpa/reconcile.ts';
import { EMPTY_STATUS, type HpaStatus } from '../hpa/status.ts';
import { scenarioHpaSpec } from '../hpa/wire/scenario-spec.ts';
import type { Plan } from '../plan/plan.ts';
import type { Observation, PodChange } from '../sample/observation.ts';

/** What happens in an example run: it scales, or the adapter knows no such metric and it does not. */
export type Story = 'scales' | 'no-metric';

const LOAD_START = 3000;
const IMAGE_MS = 150;
const START_UP_MS = 1200;
const DRAIN_MS = 2400;
const METRIC = 'DCGM_FI_DEV_GPU_UTIL';
const GPUS = 12;

interface Pod {
  readonly name: string;
  readonly gpu: number;
  readonly createdAt: number;
  goneAt: number;
  leavingAt: number;
  freeAt: number;
  accepted: number;
  readonly busy: { readonly from: number; readonly to: number }[];
}

/** A small world: one serving Deployment, its HPA and its GPUs, in steps of 100 ms from the start of the run. */
interface World {
  readonly story: Story;
  readonly plan: Plan;
  readonly start: number;
  readonly seen: Observation[];
  readonly pods: Pod[];
  desired: number;
  status: HpaStatus;
  memory: ControllerMemory;
  exported: ReadonlyMap<string, number>;
  nextArrival: number;
}

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

function see(world: World, observation: Observation): void {
  world.seen.push({ ...observation, at: world.start + observation.at });
}

function step(world: World, now: number): void {
  sendImages(world, now);
  if (now % 2000 === 0) readDevices(world, now);
  if (now % 1000 === 300) scrape(world, now);
  if (now % 1000 === 500) askCustomMetric(world, now);
  if (now % 1000 === 700) syncHpa(world, now);
  for (const pod of world.pods) {
    if (now === pod.createdAt + START_UP_MS) becomeReady(world, pod, now);
    if (now === pod.goneAt) {
      seePod(world, pod, now, 'deleted');
      see(world, { kind: 'gpus', at: now + 5, allocatable: GPUS, allocated: alive(world, now).length });
    }
  }
}

function alive(world: World, now: number): readonly Pod[] {
  return world.pods.filter((pod) => pod.goneAt > now);
}

function readyPods(world: World, now: number): readonly Pod[] {
  return world.pods.filter((pod) => now >= pod.createdAt + START_UP_MS && now < pod.leavingAt);
}

function addPod(world: World, at: number): void {
  const gpu = world.pods.length;
  const pod: Pod = {
    name: `fast-style-transfer-serving-5b7d9c6f4d-${'abcdefghjk'[gpu]}x2q${gpu}`,
    gpu,
    createdAt: at,
    goneAt: Number.POSITIVE_INFINITY,
    leavingAt: Number.POSITIVE_INFINITY,
    freeAt: 0,
    accepted: 0,
    busy: [],
  };
  world.pods.push(pod);
  seePod(world, pod, at, 'created');
  seePod(world, pod, at + 20, 'scheduled', { node: `gpu-node-${Math.floor(gpu / 4)}`, gpus: 1 });
  seePod(world, pod, at + 400, 'started');
}

function becomeReady(world: World, pod: Pod, now: number): void {
  seePod(world, pod, now, 'ready');
  seeEndpoints(world, now + 8);
  seeReplicas(world, now + 10);
}

function seePod(
  world: World,
  pod: Pod,
  at: number,
  change: PodChange,
  more: { readonly node?: string; readonly gpus?: number } = {},
): void {
  see(world, { kind: 'pod', at, pod: pod.name, change, ...more });
}

function seeEndpoints(world: World, at: number): void {
  const ready = readyPods(world, at).map((pod) => pod.name);
  const terminating = alive(world, at).filter((pod) => pod.leavingAt <= at);
  see(world, { kind: 'endpoints', at, ready, terminating: terminating.map((pod) => pod.name) });
}

function seeReplicas(world: World, at: number): void {
  const ready = readyPods(world, at).length;
  const current = world.pods.filter((pod) => pod.leavingAt > at).length;
  see(world, { kind: 'replicas', at, desired: world.desired, current, ready, available: ready });
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

/** What the adapter says of a metric that it does not know. */
const NO_SUCH_METRIC = `the server could not find the metric ${METRIC} for pods`;

function syncHpa(world: World, now: number): void {
  const current = alive(world, now).filter((pod) => world.exported.has(pod.name));
  const isKnown = world.story !== 'no-metric' && current.length > 0;
  const answeredAt = world.start + now - 4.25;
  const items = isKnown
    ? current.map((pod) => ({
        pod: pod.name,
        value: String(world.exported.get(pod.name)),
        timestamp: world.start + now - 400,
      }))
    : [];
  see(world, {
    kind: 'hpaRead',
    at: now - 1,
    askedAt: answeredAt - 8.125,
    answeredAt,
    metric: METRIC,
    selector: 'app.kubernetes.io/name=fast-style-transfer-serving',
    status: isKnown ? 200 : 404,
    items,
    ...(isKnown ? {} : { detail: NO_SUCH_METRIC }),
  });
  const { decision, memory } = reconcile(syncInput(world, now, items), world.memory, answeredAt);
  world.memory = memory;
  world.status = decision.status;
  for (const event of decision.isStatusWritten ? decision.events : []) seeEvent(world, now + 4, event);
  if (decision.scaleTo !== undefined) rescale(world, now, decision.scaleTo);
  if (decision.isStatusWritten) seeHpa(world, now + 6);
}

function syncInput(
  world: World,
  now: number,
  items: readonly { readonly pod: string; readonly value: string; readonly timestamp: number }[],
): SyncInput {
  const { scenario, timing } = world.plan;
  const values = items.map(({ pod, value, timestamp }) => ({ pod, timestamp, value: Number(value) * 1000 }));
  const scale = { specReplicas: world.desired, statusReplicas: world.desired, selector: 'story=told' };
  return {
    hpa: {
      namespace: scenario.workload.namespace,
      name: scenario.workload.name,
      spec: scenarioHpaSpec(scenario),
      status: world.status,
    },
    config: { ...STOCK_CONTROLLER, downscaleStabilizationMs: timing.downscaleStabilizationMs },
    cluster: clusterOf({
      pods: alive(world, now).map((pod) => hpaPod(pod, now)),
      scale,
      metrics: [values.length > 0 ? { pods: values } : { error: NO_SUCH_METRIC }],
    }),
  };
}

function hpaPod(pod: Pod, now: number): SyncInput['cluster']['pods'][number] {
  return {
    name: pod.name,
    labels: { story: 'told' },
    phase: now >= pod.createdAt + 400 ? 'Running' : 'Pending',
    deleting: pod.leavingAt <= now,
    startTime: pod.createdAt,
    ready: undefined,
    containers: [],
  };
}

function rescale(world: World, now: number, next: number): void {
  const leaving = [...readyPods(world, now)].reverse().slice(0, Math.max(0, world.desired - next));
  const added = Math.max(0, next - world.desired);
  world.desired = next;
  for (let n = 0; n < added; n++) addPod(world, now + 100);
  for (const pod of leaving) {
    pod.leavingAt = now + 50;
    pod.goneAt = now + 100 + DRAIN_MS - (DRAIN_MS % 100);
    seePod(world, pod, now + 50, 'terminating');
  }
  seeReplicas(world, now + 30);
  if (leaving.length > 0) {
    seeEndpoints(world, now + 60);
    seeReplicas(world, now + 80);
  }
  see(world, { kind: 'gpus', at: now + 125, allocatable: GPUS, allocated: alive(world, now).length });
}

function seeEvent(world: World, at: number, event: HpaEvent): void {
  const object = 'HorizontalPodAutoscaler/fast-style-transfer-serving';
  see(world, { kind: 'event', at, ...event, object, count: 1 });
}

function seeHpa(world: World, at: number): void {
  const { currentReplicas, desiredReplicas, currentMetrics, conditions } = world.status;
  const average = currentMetrics[0]?.averageValue;
  see(world, {
    kind: 'hpa',
    at,
    desired: desiredReplicas,
    current: currentReplicas,
    min: 1,
    max: 10,
    metrics: [{ name: METRIC, value: average === undefined ? null : Number(average) / 1000, target: 20 }],
    conditions: conditions.map(({ type, status, reason, message }) => ({ type, status, reason, message })),
    specVersion: '3f1c9a52',
  });
}
