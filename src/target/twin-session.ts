import { MARGIN, pipelineTerms, total } from '../plan/lag.ts';
import type { Plan } from '../plan/plan.ts';
import type { Emit, Observation } from '../sample/observation.ts';
import { EventLoop } from '../twin/event-loop.ts';
import { LAB } from '../twin/lab-figures.ts';
import type { Load } from '../twin/load.ts';
import { openTwin, type Twin } from '../twin/twin.ts';
import type { TwinSpec } from '../twin/twin-spec.ts';
import type { Instant } from '../units/instant.ts';
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

/**
 * Plays a plan on the twin, as `playSession` does on a cluster: wait until load may start, load, let it settle; returns
 * when it ended. Takes no time but the computer's. The same plan, `startAt` and draw give the same observations.
 */
export function playTwin(plan: Plan, { startAt, emit, draw = 0, detail = 'all' }: TwinPlay): Instant {
  const { scenario, timing, seed } = plan;
  const ready = readyWatch(scenario.hpa.minReplicas);
  const settling = watchSettling(scenario.hpa.minReplicas);
  const observe = (seen: Observation) => {
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
  const arePodsThere = advanceUntil(
    loop,
    scenario.workload.startupBudget * MARGIN,
    () => !ready.podsMissing(),
  );
  const pipelineMs = total(pipelineTerms(timing, 'first')) * MARGIN;
  if (arePodsThere) advanceUntil(loop, pipelineMs, () => !ready.metricMissing());
  // Without images there is no generator to come up.
  loop.advance(loop.now + (plan.arrivals.length > 0 ? LAB.loadLead : 0));
  planStrikes(plan, twin, loop, load, observe);
  load.start();
  advanceUntil(loop, plan.loadMs + scenario.load.timeout + LOOK_MS, () => load.isOver);
  const restMs = 2 * (timing.exporterIntervalMs + timing.scrapeIntervalMs + timing.syncPeriodMs);
  advanceUntil(loop, plan.settleMs, () => loop.now - (settling.restingSince() ?? loop.now) >= restMs);
  return loop.now;
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

function advanceUntil(loop: EventLoop, deadlineMs: number, isDone: () => boolean): boolean {
  const deadline = loop.now + deadlineMs;
  while (!isDone()) {
    if (loop.now >= deadline) return false;
    loop.advance(Math.min(deadline, loop.now + LOOK_MS));
  }
  return true;
}
