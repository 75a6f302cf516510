import { type ControllerConfig, STOCK_CONTROLLER } from '../hpa/controller-config.ts';
import type { Decision } from '../hpa/decision.ts';
import { NO_MEMORY } from '../hpa/memory.ts';
import type { Pod } from '../hpa/pod.ts';
import { clusterOf } from '../hpa/readings.ts';
import { reconcile } from '../hpa/reconcile.ts';
import { EMPTY_STATUS, type HpaStatus } from '../hpa/status.ts';
import { scenarioHpaSpec } from '../hpa/wire/scenario-spec.ts';
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
  /** Somebody else writes the size. */
  readonly scaled?: { readonly at: number; readonly to: number };
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

/** Plays a controller by the rules of autoscaling/v2 against a small cluster; what a sampler would have seen of it. */
export function play(what: Play): readonly Observation[] {
  const plan = planOf(what);
  const { load = usualLoad, restartAt, scaled } = what;
  const config = {
    ...STOCK_CONTROLLER,
    downscaleStabilizationMs: plan.timing.downscaleStabilizationMs,
    ...what.flags,
  };
  const spec = scenarioHpaSpec(plan.scenario);
  const seen: Observation[] = [];
  const pods: Living[] = [];
  const lateMs = what.podsLateMs ?? 0;
  let size = 0;
  let memory = NO_MEMORY;
  let status: HpaStatus = EMPTY_STATUS;
  const resize = (to: number, at: number) => {
    const staying = pods.filter((pod) => pod.leavingAt > at);
    for (const pod of staying.slice(to)) pod.leavingAt = at + 50;
    for (const pod of staying.slice(to)) tellPod(seen, pod.name, at + 50 + lateMs, 'terminating');
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
    size = to;
    seen.push({ kind: 'replicas', at: at + 20, desired: to, current: to, ready: to, available: to });
  };
  resize(1, START - 2000);
  tellHpa(seen, START, status, plan);
  let scaledYet = false;
  for (let at = START + 1000; at < START + 1000 * (what.seconds ?? 60); at += PERIOD_MS) {
    const second = (at - START) / 1000;
    if (scaled !== undefined && second >= scaled.at && !scaledYet) {
      scaledYet = true;
      resize(scaled.to, at - 600);
    }
    if (restartAt !== undefined && second >= restartAt && second < restartAt + 3) {
      memory = NO_MEMORY;
      continue;
    }
    const living = pods.filter((pod) => pod.bornAt <= at && pod.leavingAt + 2000 > at);
    const running = living.filter((pod) => pod.bornAt + 300 <= at && pod.leavingAt > at);
    const share = Math.round(load(second) / running.length);
    const answeredAt = at + 10;
    const values = running.map(({ name }, index) => ({
      pod: name,
      timestamp: at - 300,
      value: 1000 * (share === 0 ? 0 : share - index),
    }));
    tellRead(seen, at, answeredAt, values);
    const cluster = clusterOf({
      pods: living.map((pod) => podOf(pod, at)),
      scale: { specReplicas: size, statusReplicas: size, selector: 'played=true' },
      metrics: [{ pods: values }],
    });
    const hpa = { namespace: 'style-transfer', name: 'played', spec, status };
    const done = reconcile({ hpa, config, cluster }, memory, answeredAt);
    memory = done.memory;
    status = done.decision.status;
    if (done.decision.scaleTo !== undefined) resize(done.decision.scaleTo, answeredAt + 3);
    tellDecision(seen, answeredAt, done.decision, plan);
  }
  return seen.sort((a, b) => a.at - b.at);
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

function tellDecision(seen: Observation[], answeredAt: number, decision: Decision, plan: Plan): void {
  if (!decision.isStatusWritten) return;
  tellHpa(seen, answeredAt + 30, decision.status, plan);
  for (const event of decision.events) {
    const object = 'HorizontalPodAutoscaler/played';
    seen.push({ kind: 'event', at: answeredAt + 35, ...event, object, count: 1 });
  }
}

function tellHpa(seen: Observation[], at: number, status: HpaStatus, plan: Plan): void {
  const { minReplicas, maxReplicas } = plan.scenario.hpa;
  const average = status.currentMetrics[0]?.averageValue;
  seen.push({
    kind: 'hpa',
    at,
    desired: status.desiredReplicas,
    current: status.currentReplicas,
    min: minReplicas,
    max: maxReplicas,
    metrics: [
      {
        name: 'DCGM_FI_DEV_GPU_UTIL',
        value: average === undefined ? null : Number(average) / 1000,
        target: 20,
      },
    ],
    conditions: status.conditions.map(({ type, status: is, reason, message }) => ({
      type,
      status: is,
      reason,
      message,
    })),
    specVersion: 'one',
  });
}
