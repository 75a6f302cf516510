import { STOCK_CONTROLLER } from '../hpa/controller-config.ts';
import { NO_MEMORY } from '../hpa/memory.ts';
import type { Pod } from '../hpa/pod.ts';
import { clusterOf } from '../hpa/readings.ts';
import { reconcile } from '../hpa/reconcile.ts';
import { EMPTY_STATUS } from '../hpa/status.ts';
import { scenarioHpaSpec } from '../hpa/wire/scenario-spec.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { PROFILES } from '../plan/timing.ts';
import type { Observation } from '../sample/observation.ts';
import { buildTimeline, type Timeline } from '../sample/timeline.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { CPU_REQUEST, readCpu } from './played-cpu.fixture.ts';
import {
  type Living,
  type Play,
  START,
  tellDecision,
  tellEvents,
  tellHpa,
  tellPod,
  tellRead,
  tellSpec,
  type World,
} from './played-world.fixture.ts';

/** The HPA syncs 12 ms longer apart than its period of 1 s. */
const PERIOD_MS = 1012;

function usualLoad(second: number): number {
  if (second < 3 || second >= 20) return 0;
  return second < 5 ? 30 : 110;
}

/** The plan that a played run is judged by. */
export function planOf({ hpa }: Play): Plan {
  const stages = [{ kind: 'hold' as const, name: 'only', rate: 1, duration: '15s' }];
  const scenario = {
    name: 'played',
    hpa,
    load: { stages },
    assertions: [{ kind: 'hpaFollowsSpec' as const }],
  };
  return makePlan(scenarioSchema.parse(scenario), PROFILES.compressed);
}

function editHpa(world: World, { at, hpa, isRemade }: NonNullable<Play['edits']>[number]): void {
  world.scenario = planOf({ hpa }).scenario;
  if (isRemade) {
    world.uid = `another-than-${world.uid}`;
    world.memory = NO_MEMORY;
    world.status = EMPTY_STATUS;
  }
  tellSpec(world, START + 1000 * at);
  tellHpa(world, START + 1000 * at);
}

/** Plays a controller by the rules of autoscaling/v2 against a small cluster; what a sampler would have seen of it. */
export function play(what: Play): readonly Observation[] {
  const plan = planOf(what);
  const nothing = { size: 0, memory: NO_MEMORY, status: EMPTY_STATUS, uid: 'one' };
  const world: World = { what, plan, seen: [], pods: [], ...nothing, scenario: plan.scenario };
  resize(world, 1, START - 2000);
  tellSpec(world, START);
  tellHpa(world, START);
  const never = Number.POSITIVE_INFINITY;
  const { restartAt = never, forgetAt = never, refusedAt = never, scaled, seconds = 60 } = what;
  let before = 0;
  for (let at = START + 1000; at < START + 1000 * seconds; at += PERIOD_MS) {
    const second = (at - START) / 1000;
    if (scaled !== undefined && second >= scaled.at && before < scaled.at) resize(world, scaled.to, at - 600);
    for (const edit of what.edits ?? []) {
      const hasIt = edit.at + (edit.controllerLateMs ?? 0) / 1000;
      if (second >= hasIt && before < hasIt) editHpa(world, edit);
    }
    if (second >= forgetAt && before < forgetAt) world.memory = NO_MEMORY;
    before = second;
    const late = what.lateSyncAt ?? never;
    if (second >= restartAt && second < restartAt + 3) world.memory = NO_MEMORY;
    else if (second >= late && second < late + PERIOD_MS / 1000) sync(world, at + PERIOD_MS - 80);
    else if (second >= refusedAt && second < refusedAt + PERIOD_MS / 1000) syncRefused(world, at);
    else sync(world, at, second >= late && second < late + (2 * PERIOD_MS) / 1000);
  }
  return world.seen.sort((a, b) => a.at - b.at);
}

function resize(world: World, to: number, at: number): void {
  const { pods, seen } = world;
  const lateMs = world.what.podsLateMs ?? 0;
  const staying = pods.filter((pod) => pod.leavingAt > at);
  for (const pod of staying.slice(to)) {
    pod.leavingAt = at + 50;
    tellPod(seen, pod.name, at + 50 + lateMs, 'terminating');
  }
  for (let n = staying.length; n < to; n++) {
    const pod = { name: `pod-${pods.length}`, bornAt: at + 100, leavingAt: Number.POSITIVE_INFINITY };
    pods.push(pod);
    const steps = [
      ['created', 0],
      ['scheduled', 20],
      ['started', 300],
      ['ready', 600],
    ] as const;
    for (const [change, after] of steps) tellPod(seen, pod.name, pod.bornAt + after + lateMs, change);
  }
  world.size = to;
  seen.push({ kind: 'replicas', at: at + 20, desired: to, current: to, ready: to, available: to });
}

function sync(world: World, at: number, isRefused = false): void {
  const { what, plan, pods, size, status } = world;
  const load = what.load ?? usualLoad;
  const living = pods.filter((pod) => pod.bornAt <= at && pod.leavingAt + 2000 > at);
  const running = living.filter((pod) => pod.bornAt + 300 <= at && pod.leavingAt > at);
  const share = Math.round(load((at - START) / 1000) / running.length);
  const answeredAt = at + 10;
  const values = running.map(({ name }, index) => ({
    pod: name,
    timestamp: at - 300,
    value: 1000 * (share === 0 ? 0 : share - index),
  }));
  tellRead(world.seen, at, answeredAt, values);
  const cpu = world.scenario.hpa.cpu === undefined ? [] : [readCpu(world, at, running)];
  const { downscaleStabilizationMs } = plan.timing;
  const config = { ...STOCK_CONTROLLER, downscaleStabilizationMs, ...what.flags };
  const cluster = clusterOf({
    pods: living.map((pod) => podOf(pod, at)),
    scale: { specReplicas: size, statusReplicas: size, selector: 'played=true' },
    metrics: [{ pods: values }, ...cpu],
  });
  const spec = scenarioHpaSpec(world.scenario);
  const hpa = { namespace: 'style-transfer', name: 'played', spec, status };
  const { decision, memory } = reconcile({ hpa, config, cluster }, world.memory, answeredAt);
  world.memory = memory;
  if (decision.scaleTo !== undefined) resize(world, decision.scaleTo, answeredAt + 3);
  if (isRefused) {
    tellEvents(world, answeredAt, decision);
    return;
  }
  world.status = decision.status;
  tellDecision(world, answeredAt, decision);
}

function syncRefused(world: World, at: number): void {
  sync(world, at, true);
  const [reason, message] = [
    'FailedUpdateStatus',
    'Operation cannot be fulfilled: the object has been modified',
  ];
  const object = 'HorizontalPodAutoscaler/played';
  world.seen.push({ kind: 'event', at: at + 30, type: 'Warning', reason, message, object, count: 1 });
}

/** The observations as a complete timeline. */
export function timelineOf(seen: readonly Observation[]): Timeline {
  return buildTimeline(seen, { startedAt: START - 3000, complete: true, endedAt: seen.at(-1)!.at + 3000 });
}

function podOf({ name, bornAt, leavingAt }: Living, at: number): Pod {
  return {
    name,
    labels: { played: 'true' },
    phase: bornAt + 300 <= at ? 'Running' : 'Pending',
    deleting: leavingAt <= at,
    startTime: bornAt,
    ready: bornAt + 600 <= at ? { status: 'True', lastTransition: bornAt + 600 } : undefined,
    containers: [{ name: 'serving', requests: { cpu: CPU_REQUEST } }],
  };
}
