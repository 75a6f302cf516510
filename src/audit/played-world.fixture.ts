import type { ControllerConfig } from '../hpa/controller-config.ts';
import type { Decision } from '../hpa/decision.ts';
import type { ControllerMemory } from '../hpa/memory.ts';
import type { HpaStatus } from '../hpa/status.ts';
import { scenarioHpaWire } from '../hpa/wire/scenario-spec.ts';
import type { Plan } from '../plan/plan.ts';
import type { HpaMetric, Observation, PodChange } from '../sample/observation.ts';
import type { ScenarioFile } from '../scenario/schema.ts';

/** When a played run starts. */
export const START = Date.UTC(2026, 0, 15, 10, 0, 0);

/** What happens in a played run; times are seconds from its start. */
export interface Play {
  readonly seconds?: number;
  /** Load in units of the metric, shared by the running pods; a busy stretch from 3 s to 20 s unless told otherwise. */
  readonly load?: (second: number) => number;
  readonly hpa?: ScenarioFile['hpa'];
  /** CPU of all pods together in milli-units, shared as the load is, where `hpa.cpu` asks for it. */
  readonly cpu?: (second: number) => number;
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
  /** Somebody edits the object during a sync, so that the API server refuses its status; the controller says so in an event. */
  readonly refusedAt?: number;
  /** Somebody else writes the size. */
  readonly scaled?: { readonly at: number; readonly to: number };
  /** Somebody edits the HPA, and its controller has it so much later than the API server. */
  readonly edits?: readonly {
    readonly at: number;
    readonly hpa: ScenarioFile['hpa'];
    readonly controllerLateMs?: number;
    /** It is deleted and made again: another object, of which the controller knows nothing. */
    readonly isRemade?: boolean;
  }[];
  /** Whether its specs are on record; they are. */
  readonly isSpecTold?: boolean;
  /** Our watch of the HPA brings everything so much later than it is; 5 ms. */
  readonly hpaLateMs?: number;
  /** Our pod watch brings everything so much later than the controller's. */
  readonly podsLateMs?: number;
}

/** A pod of a played run. */
export interface Living {
  readonly name: string;
  readonly bornAt: number;
  leavingAt: number;
}

/** A small cluster with its controller, and what a sampler has seen of it. */
export interface World {
  readonly what: Play;
  readonly plan: Plan;
  readonly seen: Observation[];
  readonly pods: Living[];
  size: number;
  memory: ControllerMemory;
  status: HpaStatus;
  uid: string;
  /** The HPA as it is now. */
  scenario: Plan['scenario'];
}

/** Tells of the spec. */
export function tellSpec({ seen, scenario, what, uid }: World, is: number): void {
  if (what.isSpecTold === false) return;
  const at = is + (what.hpaLateMs ?? 5);
  const spec = scenarioHpaWire(scenario);
  const told = { specVersion: versionOf(scenario), uid, resourceVersion: '7', spec };
  seen.push({ kind: 'hpaSpec', at, ...told });
}

function versionOf({ hpa }: Plan['scenario']): string {
  return JSON.stringify(hpa);
}

/** Tells of a step of a pod. */
export function tellPod(seen: Observation[], pod: string, at: number, change: PodChange): void {
  seen.push({ kind: 'pod', at, pod, change });
}

/** Tells of a read of the controller, and of a poll that answered the same. */
export function tellRead(
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

/** Tells of what a sync wrote, and of its events. */
export function tellDecision(world: World, answeredAt: number, decision: Decision): void {
  if (!decision.isStatusWritten) return;
  tellHpa(world, answeredAt + 25);
  tellEvents(world, answeredAt, decision);
}

/** Tells what the controller says of a decision, which it does whatever becomes of its status. */
export function tellEvents(world: World, answeredAt: number, { events }: Decision): void {
  const object = 'HorizontalPodAutoscaler/played';
  for (const event of events)
    world.seen.push({ kind: 'event', at: answeredAt + 35, ...event, object, count: 1 });
}

/** Tells of the HPA object as it is. */
export function tellHpa({ seen, status, scenario, what }: World, is: number): void {
  const at = is + (what.hpaLateMs ?? 5);
  const { minReplicas, maxReplicas, metric, cpu } = scenario.hpa;
  const average = status.currentMetrics[0]?.averageValue;
  const value = average === undefined ? null : Number(average) / 1000;
  seen.push({
    kind: 'hpa',
    at,
    desired: status.desiredReplicas,
    current: status.currentReplicas,
    min: minReplicas,
    max: maxReplicas,
    metrics: [
      { name: metric.name, value, target: Number(metric.averageValue) },
      ...(cpu === undefined ? [] : [cpuOf(status, cpu.averageUtilization ?? 0)]),
    ],
    conditions: status.conditions.map(({ lastTransitionTime: _, ...told }) => told),
    specVersion: versionOf(scenario),
  });
}

/** CPU as a status shows it. */
function cpuOf({ currentMetrics }: HpaStatus, target: number): HpaMetric {
  const own = currentMetrics.find(({ name }) => name === 'cpu');
  return { name: 'cpu', value: own?.averageUtilization ?? null, target };
}
