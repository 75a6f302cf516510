import { MARGIN, pipelineTerms, total } from '../plan/lag.ts';
import type { Plan } from '../plan/plan.ts';
import type { Emit, Observation } from '../sample/observation.ts';
import { EventLoop } from '../twin/event-loop.ts';
import { LAB } from '../twin/lab-figures.ts';
import type { Load } from '../twin/load.ts';
import { openTwin, type Twin } from '../twin/twin.ts';
import type { TwinSpec } from '../twin/twin-spec.ts';
import type { Instant } from '../units/instant.ts';
import { openBudgetLedger } from './budget-ledger.ts';
import { readyWatch } from './readiness.ts';
import { watchSettling } from './settle.ts';

/** The session looks this often at whether it may go on. */
const LOOK_MS = 100;

/** Seeds of draws lie this far apart, so that the draws of neighbouring seeds do not meet. */
const DRAW_STEP = 7919;

/** How a plan is played on the twin. */
export interface TwinPlay {
  readonly startAt: Instant;
  readonly emit: Emit;
  /** Which draw of the things that no plan fixes: beats, placement, balancing, start-up times. Default 0. */
  readonly draw?: number;
  /** Default `all`. */
  readonly detail?: TwinSpec['detail'];
}

/** How a play ended. */
export interface PlayedTwin {
  readonly endedAt: Instant;
  /** What of the budget was spent, where that ended it. */
  readonly spent?: string;
}

/**
 * Plays a plan on the twin, as `playSession` does on a cluster: wait until load may start, load, let it settle; a budget
 * that is spent ends it. Takes no time but the computer's. The same plan, `startAt` and draw give the same observations.
 */
export function playTwin(plan: Plan, play: TwinPlay): PlayedTwin {
  const steps = playInSteps(plan, play);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** `playTwin` a tenth of a virtual second at a time, for who has to look up in between; yields the instant reached. */
export function* playInSteps(
  plan: Plan,
  { startAt, emit, draw = 0, detail = 'all' }: TwinPlay,
): Generator<Instant, PlayedTwin> {
  const { scenario, timing, seed } = plan;
  const ready = readyWatch(scenario.hpa.minReplicas);
  const settling = watchSettling(scenario.hpa.minReplicas);
  const budget = openBudgetLedger(plan, startAt);
  const observe = (seen: Observation) => {
    budget.observe(seen);
    ready.observe(seen);
    settling.observe(seen);
    emit(seen);
  };
  const loop = new EventLoop(startAt);
  const twin = openTwin({
    scenario,
    timing,
    seed: seed + draw * DRAW_STEP,
    loop,
    emit: observe,
    detail,
  });
  const load = twin.prepareLoad(plan);
  const isSpent = () => budget.excess(loop.now) !== undefined;
  const advance = (deadlineMs: number, isDone: () => boolean) =>
    advanceUntil(loop, deadlineMs, () => isSpent() || isDone());
  const arePodsThere = yield* advance(scenario.workload.startupBudget * MARGIN, () => !ready.podsMissing());
  const pipelineMs = total(pipelineTerms(timing, 'first')) * MARGIN;
  if (arePodsThere) yield* advance(pipelineMs, () => !ready.metricMissing());
  // Without images there is no generator to come up.
  loop.advance(loop.now + (plan.arrivals.length > 0 ? LAB.loadLead : 0));
  planStrikes(plan, twin, loop, load, observe);
  if (!isSpent()) load.start();
  yield* advance(plan.loadMs + scenario.load.timeout + LOOK_MS, () => load.isOver);
  const restMs = 2 * (timing.exporterIntervalMs + timing.scrapeIntervalMs + timing.syncPeriodMs);
  yield* advance(plan.settleMs, () => loop.now - (settling.restingSince() ?? loop.now) >= restMs);
  const spent = budget.excess(loop.now);
  if (spent !== undefined) load.stop();
  return { endedAt: loop.now, ...(spent === undefined ? {} : { spent }) };
}

/** A strike that is left over when load ends is not played. */
function planStrikes(plan: Plan, twin: Twin, loop: EventLoop, load: Load, emit: Emit): void {
  for (const { component, at } of plan.scenario.strikes) {
    loop.at(loop.now + at, () => {
      if (load.isOver) return;
      emit({ kind: 'component', at: loop.now, component, change: 'struck', detail: twin.strike(component) });
    });
  }
}

function* advanceUntil(
  loop: EventLoop,
  deadlineMs: number,
  isDone: () => boolean,
): Generator<Instant, boolean> {
  const deadline = loop.now + deadlineMs;
  while (!isDone()) {
    if (loop.now >= deadline) return false;
    loop.advance(Math.min(deadline, loop.now + LOOK_MS));
    yield loop.now;
  }
  return true;
}
