import type { RequestObservation, RequestOutcome } from '../../sample/observation.ts';
import { percentile } from '../../sample/percentile.ts';
import { loadSpan } from '../../sample/timeline.ts';
import type { ReportInput } from '../report.ts';
import { binsOf, DRAWN_BINS, rateOf, valuePerBin } from './bins.ts';
import type { Curve } from './curve.ts';

/** Images asked per second, by the plan's arrivals. */
export function askedRate(input: ReportInput, bins = DRAWN_BINS): Curve {
  const start = loadSpan(input.timeline).start;
  if (start === undefined) return { shape: 'step', points: [] };
  return rateOf(
    binsOf(input, bins),
    input.header.plan.arrivals.map((offset) => start + offset),
  );
}

/** Images sent per second. */
export function achievedRate(input: ReportInput, bins = DRAWN_BINS): Curve {
  const sent = input.timeline.of('request').map((request) => request.sentAt);
  return rateOf(binsOf(input, bins), sent);
}

/** Images per second that ended in a certain way, by the time at which that was known. */
export function outcomeRate(input: ReportInput, outcome: RequestOutcome, bins = DRAWN_BINS): Curve {
  const ended = input.timeline.of('request').filter((request) => request.outcome === outcome);
  return rateOf(
    binsOf(input, bins),
    ended.map((request) => request.at),
  );
}

/** A latency percentile of rightly answered images per bin of intended starts, milliseconds. */
export function latency(input: ReportInput, percent: number, bins = DRAWN_BINS): Curve {
  const ok = input.timeline.of('request').filter((request) => request.outcome === 'ok');
  return valuePerBin(
    binsOf(input, bins),
    ok,
    (request) => request.intendedAt,
    (those) => percentile(those.map(fromIntendedStart), percent)!,
  );
}

function fromIntendedStart(request: RequestObservation): number {
  return request.sentAt + request.durationMs - request.intendedAt;
}
