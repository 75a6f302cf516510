import type { RequestOutcome } from '../../sample/observation.ts';
import { loadSpan } from '../../sample/timeline.ts';
import { achievedRate, askedRate, latency, outcomeRate } from '../curves/load-curves.ts';
import type { ReportInput } from '../report.ts';
import type { Level, Mark, Panel } from './panel.ts';

/** Bins of the curves that a reader zooms into: one a second for an hour. */
const FINE_BINS = 3600;

/** What was asked of the load generator, and what it did. */
export function loadPanel(input: ReportInput): Panel {
  return {
    title: 'Load',
    unit: 'images/s',
    height: 92,
    series: [
      {
        name: 'achieved',
        ink: 'load',
        curve: achievedRate(input),
        fine: achievedRate(input, FINE_BINS),
        filled: true,
      },
      { name: 'asked', ink: 'asked', curve: askedRate(input), fine: askedRate(input, FINE_BINS) },
    ],
    levels: [],
    marks: [],
    deadlines: [],
    sources: ['load'],
  };
}

/** How long users waited for a right answer. */
export function latencyPanel(input: ReportInput): Panel {
  return {
    title: 'Latency',
    unit: 'ms from the intended start',
    height: 100,
    series: [99, 95, 50].map((percent) => ({
      name: `p${percent}`,
      ink: `p${percent}`,
      curve: latency(input, percent),
      fine: latency(input, percent, FINE_BINS),
    })),
    levels: latencyBounds(input),
    marks: [],
    deadlines: [],
    sources: ['load'],
  };
}

function latencyBounds({ header }: ReportInput): readonly Level[] {
  return header.plan.scenario.assertions.flatMap((spec) =>
    spec.kind === 'latency'
      ? [{ name: `p${spec.percentile} below${spec.stage ? ` (${spec.stage})` : ''}`, value: spec.below }]
      : [],
  );
}

const NOT_ANSWERED: readonly Exclude<RequestOutcome, 'ok'>[] = ['lost', 'rejected', 'error', 'invalid'];

/** Images without a right answer, by how they ended; flat and small where there was none. */
export function notAnsweredPanel(input: ReportInput): Panel {
  const requests = input.timeline.of('request');
  const kinds = NOT_ANSWERED.filter((kind) => requests.some((request) => request.outcome === kind));
  return {
    title: 'Not answered',
    unit: 'images/s',
    height: kinds.length === 0 ? 26 : 64,
    series: kinds.map((kind) => ({
      name: kind,
      ink: kind,
      curve: outcomeRate(input, kind),
      fine: outcomeRate(input, kind, FINE_BINS),
      filled: true,
    })),
    levels: [],
    marks: unansweredMarks(input),
    deadlines: [],
    empty: requests.length === 0 ? 'no image was sent' : `none of ${requests.length} images`,
    sources: ['load'],
  };
}

/** Requests without a right answer, one mark per quarter second so that thousands do not swell the page. */
function unansweredMarks({ timeline }: ReportInput): readonly Mark[] {
  const start = loadSpan(timeline).start ?? timeline.startedAt;
  const bad = timeline.of('request').filter((request) => request.outcome !== 'ok');
  const slots = Map.groupBy(bad, (request) => Math.floor((request.at - start) / 250));
  return [...slots.values()].slice(0, 600).map((list) => {
    const kinds = [...new Set(list.map((request) => request.outcome))].join(', ');
    return {
      at: list[0]!.at,
      ink: kinds.includes('lost') ? 'lost' : 'refused',
      title: `${list.length} not answered: ${kinds}`,
    };
  });
}
