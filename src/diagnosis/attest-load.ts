import type { Plan } from '../plan/plan.ts';
import type { LoadAttestation, StageLoad } from '../record/run-record.ts';
import { percentile } from '../sample/percentile.ts';
import { gapsIn, loadSpan, type Timeline } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import { formatOffset } from '../units/instant.ts';
import { disagreeingPods, serverAccepted } from './server-counts.ts';
import { loadByStage } from './stage-load.ts';

/** Share of a stage's arrivals that may be missing (or too many) before the load counts as not delivered. */
const MISSING_SHARE = 0.02;
/** Few arrivals may miss this many, or be late with as many, whatever the share. */
const MISSING_FEW = 1;
/** Send lag that is never held against a generator, milliseconds. */
const LAG_FLOOR_MS = 250;

/**
 * Says whether the load was delivered as asked: sent, in time, to its end. Requests that were sent and failed
 * count as delivered, because a broken service is not a broken load.
 */
export function attestLoad(plan: Plan, timeline: Timeline): LoadAttestation {
  const stages = loadByStage(plan, timeline);
  const problems = [
    ...edgeProblems(plan, timeline),
    ...stages.flatMap((stage) => stageProblems(stage, lagBudgetMs(plan))),
    ...lagProblems(plan, timeline),
    ...disagreeingPods(plan, timeline),
  ];
  return {
    delivered: problems.length === 0,
    problems,
    stages,
    dropped: droppedIterations(timeline),
    serverAccepted: serverAccepted(timeline),
  };
}

/** Send lag that the load may have: a quarter of a second, or a tenth of the HPA's sync period where that is more. */
function lagBudgetMs(plan: Plan): number {
  return Math.max(LAG_FLOOR_MS, plan.timing.syncPeriodMs / 10);
}

function edgeProblems(plan: Plan, timeline: Timeline): readonly string[] {
  if (plan.arrivals.length === 0) return ['the scenario asks for no images at all'];
  const { start, end } = loadSpan(timeline);
  if (start === undefined) return ['the load never started'];
  const problems: string[] = [];
  const last = timeline.of('load').findLast((edge) => edge.edge === 'end');
  if (end === undefined) problems.push('the load generator never said that it ended');
  if (last?.completed === false) {
    const why = last.detail ? `: ${last.detail}` : '';
    problems.push(`the load generator did not finish (ended at ${formatOffset(last.at, start)})${why}`);
  }
  const dropped = droppedIterations(timeline);
  if (dropped > allowedMissing(plan.arrivals.length)) {
    problems.push(`the load generator dropped ${dropped} of ${plan.arrivals.length} arrivals`);
  }
  for (const gap of gapsIn(timeline, ['load'], { from: start, to: end ?? timeline.endedAt })) {
    problems.push(`the load was not observed from ${formatOffset(gap.from, start)}: ${gap.reason}`);
  }
  return problems;
}

function stageProblems(stage: StageLoad, budgetMs: number): readonly string[] {
  const problems: string[] = [];
  const off = stage.sent - stage.asked;
  if (Math.abs(off) > allowedMissing(stage.asked)) {
    problems.push(
      `stage ${stage.stage}: ${stage.sent} of ${stage.asked} images sent, ${Math.abs(off)} ` +
        `${off < 0 ? 'missing' : 'too many'} (allowed: ${allowedMissing(stage.asked)})`,
    );
  }
  if (stage.lagP50Ms > budgetMs) {
    problems.push(
      `stage ${stage.stage}: half of the images were sent more than ${formatDuration(stage.lagP50Ms)} late ` +
        `(allowed: ${formatDuration(budgetMs)})`,
    );
  }
  return problems;
}

// The 99th percentile is held over the whole load: in a stage of thirty arrivals it would be one single request, and
// one single request is not held against a load of fewer than a hundred either.
function lagProblems(plan: Plan, timeline: Timeline): readonly string[] {
  const lags = timeline.of('request').map((request) => request.sentAt - request.intendedAt);
  const p99 = percentile(lags, 99) ?? 0;
  const budget = lagBudgetMs(plan);
  if (p99 <= budget || lags.filter((lag) => lag > budget).length <= MISSING_FEW) return [];
  return [
    `1 % of the images were sent more than ${formatDuration(p99)} late (allowed: ${formatDuration(budget)})`,
  ];
}

function allowedMissing(asked: number): number {
  return Math.max(MISSING_FEW, Math.floor(asked * MISSING_SHARE));
}

function droppedIterations(timeline: Timeline): number {
  return timeline.of('load').reduce((sum, edge) => sum + (edge.edge === 'end' ? (edge.dropped ?? 0) : 0), 0);
}
