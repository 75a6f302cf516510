import { STOCK_CONTROLLER } from '../hpa/controller-config.ts';
import type { HpaEvent, SyncInput } from '../hpa/decision.ts';
import { clusterOf } from '../hpa/readings.ts';
import { reconcile } from '../hpa/reconcile.ts';
import { scenarioHpaSpec } from '../hpa/wire/scenario-spec.ts';
import {
  addPod,
  alive,
  GPUS,
  METRIC,
  type Pod,
  readyPods,
  see,
  seeEndpoints,
  seePod,
  seeReplicas,
  type World,
} from './example-world.generate.ts';

const DRAIN_MS = 2400;

/** What the adapter says of a metric that it does not know. */
const NO_SUCH_METRIC = `the server could not find the metric ${METRIC} for pods`;

/** One sync of the HPA: what it reads, what the real arithmetic makes of it, and what comes of that. */
export function syncHpa(world: World, now: number): void {
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

/** Shows the HPA object as it is. */
export function seeHpa(world: World, at: number): void {
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
