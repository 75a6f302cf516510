import { type ControllerConfig, STOCK_CONTROLLER } from '../hpa/controller-config.ts';
import type { Decision } from '../hpa/decision.ts';
import { type ControllerMemory, NO_MEMORY } from '../hpa/memory.ts';
import type { Pod } from '../hpa/pod.ts';
import { clusterOf } from '../hpa/readings.ts';
import { reconcile } from '../hpa/reconcile.ts';
import { EMPTY_STATUS, type HpaStatus } from '../hpa/status.ts';
import { scenarioHpaSpec, scenarioHpaWire } from '../hpa/wire/scenario-spec.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { PROFILES } from '../plan/timing.ts';
import type { Observation, PodChange } from '../sample/observation.ts';
import { buildTimeline, type Timeline } from '../sample/timeline.ts';
import { type ScenarioFile, scenarioSchema } from '../scenario/schema.ts';

/** When a played run starts; its HPA syncs 12 ms longer apart than its period of 1 s. */
export const START = Date.UTC(2026, 0, 15, 10, 0, 0);
const PERIOD_MS = 1012;

/** What happens in a played run; times are seconds from its start. */
export interface Play {
  readonly seconds?: number;
  /** Load in units of the metric, shared by the running pods; a busy stretch from 3 s to 20 s unless told otherwise. */
  readonly load?: (second: number) => number;
  readonly hpa?: ScenarioFile['hpa'];
  /** Flags of the controller that the plan does not know of. */
  readonly flags?: Partial<ControllerConfig>;
  /** The controller is gone for 3 s and comes back without its memory. */
  readonly restartAt?: number;
  /** The controller comes back without its memory before its next sync. */
  readonly forgetAt?: number;
  /**
   * A sync so late that the next one, on time, begins 40 ms after its status was written; the controller still has the
   * object without that status, so the API server refuses the next status.
   */
  readonly lateSyncAt?: number;
  /** Somebody else writes the size. */
  readonly scaled?: { readonly at: number; readonly to: number };
  /** Somebody edits the HPA, and its controller has it so much later than the API server. */
  readonly edits?: readonly {
    readonly at: number;
    readonly hpa: ScenarioFile['hpa'];
    readonly controllerLateMs?: number;
  }[];
  /** Whether its specs are on record; they are. */
  readonly isSpecTold?: boolean;
  /** Our watch of the HPA brings everything so much later than it is; 5 ms. */
  readonly hpaLateMs?: number;
  /** Our pod watch brings everything so much later than the controller's. */
  readonly podsLateMs?: number;
}

function usualLoad(second: number): number {
  if (second < 3 || second >= 20) return 0;
  return second < 5 ? 30 : 110;
}

interface Living {
  readonly name: string;
  readonly bornAt: number;
  leavingAt: number;
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

/** A small cluster with its controller, and what a sampler has seen of it. */
interface World {
  readonly what: Play;
  readonly plan: Plan;
  readonly seen: Observation[];
  readonly pods: Living[];
  size: number;
  memory: ControllerMemory;
  status: HpaStatus;
  /** The HPA as it is now. */
  scenario: Plan['scenario'];
}

function editHpa(world: World, { at, hpa }: NonNullable<Play['edits']>[number]): void {
  world.scenario = planOf({ hpa }).scenario;
  tellSpec(world, START + 1000 * at);
  tellHpa(world, START + 1000 * at);
}

function tellSpec({ seen, scenario, what }: World, is: number): void {
  if (what.isSpecTold === false) return;
  const at = is + (what.hpaLateMs ?? 5);
  const spec = scenarioHpaWire(scenario);
  seen.push({ kind: 'hpaSpec', at, specVersion: versionOf(scenario), resourceVersion: '7', spec });
}

function versionOf({ hpa }: Plan['scenario']): string {
  return JSON.stringify(hpa);
}

/** Plays a controller by the rules of autoscaling/v2 against a small cluster; what a sampler would have seen of it. */
export function play(what: Play): readonly Observation[] {
  const plan = planOf(what);
  const nothing = { size: 0, memory: NO_MEMORY, status: EMPTY_STATUS };
  const world: World = { what, plan, seen: [], pods: [], ...nothing, scenario: plan.scenario };
  resize(world, 1, START - 2000);
  tellSpec(world, START);
  tellHpa(world, START);
  const never = Number.POSITIVE_INFINITY;
  const { restartAt = never, forgetAt = never, scaled, seconds = 60 } = what;
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
  const { downscaleStabilizationMs } = plan.timing;
  const config = { ...STOCK_CONTROLLER, downscaleStabilizationMs, ...what.flags };
  const cluster = clusterOf({
    pods: living.map((pod) => podOf(pod, at)),
    scale: { specReplicas: size, statusReplicas: size, selector: 'played=true' },
    metrics: [{ pods: values }],
  });
  const spec = scenarioHpaSpec(world.scenario);
  const hpa = { namespace: 'style-transfer', name: 'played', spec, status };
  const { decision, memory } = reconcile({ hpa, config, cluster }, world.memory, answeredAt);
  world.memory = memory;
  if (isRefused) {
    if (decision.scaleTo !== undefined) throw new Error('a refused status is played for a size that stays');
    return;
  }
  world.status = decision.status;
  if (decision.scaleTo !== undefined) resize(world, decision.scaleTo, answeredAt + 3);
  tellDecision(world, answeredAt, decision);
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
    ready: undefined,
    containers: [],
  };
}

function tellPod(seen: Observation[], pod: string, at: number, change: PodChange): void {
  seen.push({ kind: 'pod', at, pod, change });
}

function tellRead(
  seen: Observation[],
  askedAt: number,
  answeredAt: number,
  values: readonly { readonly pod: string; readonly timestamp: number; readonly value: number }[],
): void {
  const items = values.map(({ pod, timestamp, value }) => ({ pod, timestamp, value: `${value}m` }));
  const metric = 'DCGM_FI_DEV_GPU_UTIL';
  seen.push({
    kind: 'hpaRead',
    at: answeredAt + 100,
    askedAt,
    answeredAt,
    metric,
    selector: 'app=played',
    status: 200,
    items,
  });
  const pods = values.map(({ pod, value }) => ({ pod, value: value / 1000 }));
  seen.push({ kind: 'customMetric', at: answeredAt - 5, metric, pods });
}

function tellDecision(world: World, answeredAt: number, decision: Decision): void {
  if (!decision.isStatusWritten) return;
  tellHpa(world, answeredAt + 25);
  const object = 'HorizontalPodAutoscaler/played';
  for (const event of decision.events)
    world.seen.push({ kind: 'event', at: answeredAt + 35, ...event, object, count: 1 });
}

function tellHpa({ seen, status, scenario, what }: World, is: number): void {
  const at = is + (what.hpaLateMs ?? 5);
  const { minReplicas, maxReplicas, metric } = scenario.hpa;
  const average = status.currentMetrics[0]?.averageValue;
  const value = average === undefined ? null : Number(average) / 1000;
  seen.push({
    kind: 'hpa',
    at,
    desired: status.desiredReplicas,
    current: status.currentReplicas,
    min: minReplicas,
    max: maxReplicas,
    metrics: [{ name: metric.name, value, target: Number(metric.averageValue) }],
    conditions: status.conditions.map(({ lastTransitionTime: _, ...told }) => told),
    specVersion: versionOf(scenario),
  });
}
