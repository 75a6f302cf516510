import type { Plan, PlannedStage } from '../plan/plan.ts';
import type { StageLoad } from '../record/run-record.ts';
import type { RequestObservation, RequestOutcome } from '../sample/observation.ts';
import { percentileOfSorted } from '../sample/percentile.ts';
import type { Timeline } from '../sample/timeline.ts';

/** What was asked of each stage beside what the load generator did; stages in the plan's order. */
export function loadByStage(plan: Plan, timeline: Timeline): readonly StageLoad[] {
  const byStage = Map.groupBy(timeline.of('request'), (request) => request.stage);
  return plan.stages.map((stage) => stageLoad(stage, byStage.get(stage.name) ?? []));
}

function stageLoad(stage: PlannedStage, requests: readonly RequestObservation[]): StageLoad {
  const lags = sorted(requests.map((request) => Math.max(0, request.sentAt - request.intendedAt)));
  // Counted from the intended start, so that a generator that falls behind cannot hide the wait of its users.
  const latencies = sorted(
    requests.filter((r) => r.outcome === 'ok').map((r) => r.sentAt + r.durationMs - r.intendedAt),
  );
  const seconds = (stage.endMs - stage.startMs) / 1000;
  const sentSeconds = Math.max(seconds, spanSeconds(requests));
  return {
    stage: stage.name,
    askedRate: rate(stage.arrivals, seconds),
    achievedRate: rate(requests.length, sentSeconds),
    asked: stage.arrivals,
    sent: requests.length,
    ok: countOf(requests, 'ok'),
    rejected: countOf(requests, 'rejected'),
    invalid: countOf(requests, 'invalid'),
    errors: countOf(requests, 'error'),
    lost: countOf(requests, 'lost'),
    lagP50Ms: percentileOrZero(lags, 50),
    lagP99Ms: percentileOrZero(lags, 99),
    latencyP50Ms: percentileOrZero(latencies, 50),
    latencyP95Ms: percentileOrZero(latencies, 95),
    latencyP99Ms: percentileOrZero(latencies, 99),
  };
}

function spanSeconds(requests: readonly RequestObservation[]): number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { sentAt } of requests) {
    if (sentAt < first) first = sentAt;
    if (sentAt > last) last = sentAt;
  }
  return last > first ? (last - first) / 1000 : 0;
}

function countOf(requests: readonly RequestObservation[], outcome: RequestOutcome): number {
  return requests.filter((request) => request.outcome === outcome).length;
}

function rate(count: number, seconds: number): number {
  return seconds > 0 ? round(count / seconds) : 0;
}

// The record's field is a plain number; a stage that sent nothing says so by `sent: 0`.
function percentileOrZero(values: readonly number[], percent: number): number {
  return round(percentileOfSorted(values, percent) ?? 0);
}

function sorted(values: number[]): readonly number[] {
  return values.sort((a, b) => a - b);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
