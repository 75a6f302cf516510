import type { HopTime } from '../record/run-record.ts';
import { loadSpan } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import type { Hop } from '../verdict/verdict.ts';
import type { ReportInput } from './report.ts';
import { type ScaleEvent, scaleEvents } from './scale-events.ts';

/** A question that every reader has, and the answer of this run. */
export interface Answer {
  readonly question: string;
  readonly answer: string;
}

/** When it scaled, what limited it and what to change, each in a sentence or two. */
export function atAGlance(input: ReportInput): readonly Answer[] {
  return [
    { question: 'When did it scale?', answer: whenItScaled(input) },
    { question: 'What limited it?', answer: whatLimitedIt(input) },
    { question: 'What to change?', answer: whatToChange(input) },
  ];
}

function whenItScaled(input: ReportInput): string {
  const { timeline } = input;
  const { start, end } = loadSpan(timeline);
  const events = scaleEvents(input).filter((event) => start !== undefined && event.at >= start);
  if (start === undefined) return 'Never: the load did not start.';
  if (events.length === 0) {
    const size = timeline.of('replicas').at(-1)?.desired;
    return size === undefined
      ? 'That was not observed.'
      : `Never: it stayed at ${size} ${size === 1 ? 'pod' : 'pods'}.`;
  }
  const under = events.filter((event) => end === undefined || event.at <= end);
  const after = events.filter((event) => end !== undefined && event.at > end);
  const told = [
    under.length === 0 ? 'Not while the load was on.' : `Under load ${steps(under, start)}.`,
    ...(end === undefined ? [] : [afterLoad(after, start, end)]),
    'All times count from load start.',
  ];
  return told.join(' ');
}

/** One origin for all times, as in the charts and tables; how long the way back took is said beside them. */
function afterLoad(events: readonly ScaleEvent[], start: Instant, end: Instant): string {
  if (events.length === 0) return `Not after load end (${formatOffset(end, start)}).`;
  const took = formatDuration(events.at(-1)!.at - end);
  return `After load end (${formatOffset(end, start)}) ${steps(events, start)}, ${took} after load end.`;
}

const MOST_STEPS = 5;

function steps(events: readonly ScaleEvent[], origin: Instant): string {
  const [first, last] = [events[0]!, events.at(-1)!];
  if (events.length > MOST_STEPS) {
    return `${first.from} → ${last.to} in ${events.length} steps, ${formatOffset(first.at, origin)} to ${formatOffset(last.at, origin)}`;
  }
  return events.map(({ from, to, at }) => `${from} → ${to} at ${formatOffset(at, origin)}`).join(', ');
}

function whatLimitedIt(input: ReportInput): string {
  const { result, header } = input;
  const broken = result.verdicts.find((verdict) => verdict.brokenHop !== undefined)?.brokenHop;
  if (result.outcome === 'failed' && broken !== undefined) {
    const evidence = result.timeline.find(({ hop }) => hop === broken)?.evidence;
    return `The chain broke at ${broken}${evidence ? `: ${evidence}` : ''}.`;
  }
  const limit = sizeLimit(input) ?? '';
  const slowest = slowestHop(result.timeline);
  if (slowest === undefined) return limit || 'It did not get as far as a new pod serving.';
  const total = formatDuration(slowest.total);
  const lag = `Of the ${total} from load start to the first answer of a new pod, the longest part was the hop ${slowest.hop} (${formatDuration(slowest.took)}).`;
  return limit === '' ? `Nothing but the load: ${settled(input, header)} ${lag}` : `${limit} ${lag}`;
}

function sizeLimit({ timeline, header }: ReportInput): string | undefined {
  const { maxReplicas } = header.plan.scenario.hpa;
  const sizes = timeline.of('replicas');
  const atMax = sizes.find((one) => one.desired >= maxReplicas);
  if (atMax === undefined) return undefined;
  const origin = loadSpan(timeline).start ?? timeline.startedAt;
  return `maxReplicas: it stood at its limit of ${maxReplicas} from ${formatOffset(atMax.at, origin)}.`;
}

function settled({ timeline }: ReportInput, { plan }: ReportInput['header']): string {
  const end = loadSpan(timeline).end ?? timeline.endedAt;
  const seen = timeline.of('hpa').findLast((one) => one.at <= end);
  const value = seen?.metrics[0]?.value;
  const { averageValue, name } = plan.scenario.hpa.metric;
  if (seen === undefined || value == null) return 'no bound was reached.';
  return `at ${seen.current} pods ${name} was ${Math.round(value * 10) / 10} of a target of ${averageValue}, below maxReplicas.`;
}

function slowestHop(
  hops: readonly HopTime[],
): { readonly hop: Hop; readonly took: number; readonly total: number } | undefined {
  const last = hops.at(-1);
  const start = hops[0]?.at;
  if (last?.at == null || start == null) return undefined;
  const slowest = hops.slice(1).reduce((a, b) => ((b.tookMs ?? 0) > (a.tookMs ?? 0) ? b : a), hops[0]!);
  return { hop: slowest.hop, took: slowest.tookMs ?? 0, total: last.at - start };
}

/** What makes a hop faster. */
const LEVERS: Readonly<Record<Hop, string>> = {
  load: 'the load',
  device: 'how fast the load rises',
  exporter: "the exporter's interval",
  prometheus: 'the scrape interval',
  'adapter-prometheus': 'how the samples get to the Prometheus that the adapter asks',
  'custom-metrics': "the adapter's query",
  hpa: "the HPA's sync period, its target and its scale-up policies",
  deployment: 'the controller manager',
  pod: 'the Deployment controller and the scheduler',
  ready: 'the start of the pod: image, model and readiness probe',
  endpoint: 'the readiness probe and the endpoint controller',
  latency: 'how connections are spread over the pods',
};

function whatToChange({ result }: ReportInput): string {
  const finding = result.findings[0];
  if (finding !== undefined) {
    const more = result.findings.length > 1 ? ` (and ${result.findings.length - 1} more, below)` : '';
    return `${finding.fix}${more}`;
  }
  if (result.outcome === 'inconclusive')
    return 'Nothing yet: run it again with what was missing, see the reasons below.';
  if (result.outcome === 'failed')
    return 'No known cause was found: see what the failed assertions wanted and saw, and the first hop that broke.';
  const slowest = slowestHop(result.timeline);
  const faster = slowest && ` To scale out faster, look first at ${LEVERS[slowest.hop]}.`;
  return `Nothing for this verdict.${faster ?? ''}`;
}
