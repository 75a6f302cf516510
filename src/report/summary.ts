import { scaleInTimeline } from '../diagnosis/scale-in-hops.ts';
import type { HopTime } from '../record/run-record.ts';
import { percentile } from '../sample/percentile.ts';
import { loadSpan } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { oncePerInput } from './once-per-input.ts';
import type { ReportInput } from './report.ts';

/** One figure that a reader looks for first. */
export interface KeyFigure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** What the head of every report says. */
export interface Summary {
  /** One sentence: what came out and, if not passed, why. */
  readonly headline: string;
  readonly figures: readonly KeyFigure[];
  /** The way back, from load end to the last pod gone. */
  readonly scaleIn: readonly HopTime[];
  /** The zero of all offsets: load start, or the start of the run where the load never began. */
  readonly origin: Instant;
}

/** Sums a run up in the figures that tell whether it scaled, when, and at what cost to its users. */
export const summarize = oncePerInput((input): Summary => {
  const origin = loadSpan(input.timeline).start ?? input.timeline.startedAt;
  const scaleIn = scaleInTimeline(input.header.plan, input.timeline);
  return { headline: headline(input), figures: keyFigures(input, scaleIn), scaleIn, origin };
});

/** The verdicts that decide the outcome: the failed ones, else the inconclusive ones. */
export function decisiveVerdicts(verdicts: readonly Verdict[]): readonly Verdict[] {
  const failed = verdicts.filter((verdict) => verdict.status === 'failed');
  return failed.length > 0 ? failed : verdicts.filter((verdict) => verdict.status === 'inconclusive');
}

function headline(input: ReportInput): string {
  const { result } = input;
  if (result.outcome === 'passed') {
    return `Load scaled the service out and its end scaled it in: all ${result.verdicts.length} assertions passed.`;
  }
  if (result.verdicts.length === 0) return 'Nothing was judged.';
  if (result.outcome === 'inconclusive' && result.end?.reason === 'target-lost') {
    return `The target was lost in mid-run, so nothing is proven: ${result.end.detail ?? 'no reason given'}.`;
  }
  if (!result.load.delivered && result.outcome === 'inconclusive') {
    return `The load was not delivered as asked, so nothing is proven: ${result.load.problems[0] ?? 'no reason given'}.`;
  }
  const decisive = decisiveVerdicts(result.verdicts);
  const first = decisive[0];
  if (!first) return runEnded(input);
  const hop = decisive.find((verdict) => verdict.brokenHop)?.brokenHop;
  const many = `${decisive.length} of ${result.verdicts.length} assertions ${result.outcome}`;
  const where = hop ? `; the chain broke at ${hop}` : '';
  return `${many}${where}. ${first.assertion}: ${first.reason ?? first.observed}`;
}

function runEnded({ result }: ReportInput): string {
  if (result.end === null) return 'The run was cut short: its record has no end.';
  return `The run ended early (${result.end.reason})${result.end.detail ? `: ${result.end.detail}` : ''}.`;
}

function keyFigures(input: ReportInput, scaleIn: readonly HopTime[]): readonly KeyFigure[] {
  return [
    replicasFigure(input),
    scaleOutFigure(input),
    scaleInFigure(scaleIn),
    ...cpuFigure(input),
    ...loadFigures(input),
  ];
}

/** The second metric of the HPA, where it has one: what it saw at most, beside its target. */
function cpuFigure({ timeline, header }: ReportInput): readonly KeyFigure[] {
  const { hpa, workload } = header.plan.scenario;
  if (hpa.cpu === undefined) return [];
  const seen = timeline
    .of('hpa')
    .flatMap(({ metrics }) => metrics.find(({ name }) => name === 'cpu')?.value ?? []);
  const { averageUtilization, averageValue } = hpa.cpu;
  const unit = averageUtilization === undefined ? '' : ' %';
  const target = averageValue ?? `${averageUtilization} % of ${workload.cpuRequest}`;
  return [
    {
      label: 'CPU',
      value: seen.length === 0 ? '–' : `${Math.max(...seen)}${unit}`,
      note: `most that the HPA saw per pod, target ${target}`,
    },
  ];
}

function replicasFigure({ timeline, header }: ReportInput): KeyFigure {
  const { minReplicas, maxReplicas } = header.plan.scenario.hpa;
  const note = `ready replicas, min ${minReplicas}, max ${maxReplicas}`;
  const ready = timeline.of('replicas').map((seen) => seen.ready);
  if (ready.length === 0) return { label: 'Replicas', value: '–', note: 'not observed' };
  const peakAt = ready.indexOf(Math.max(...ready));
  const start = loadStartReady(timeline) ?? ready[0]!;
  return { label: 'Replicas', value: `${start} → ${ready[peakAt]} → ${ready.at(-1)}`, note };
}

function loadStartReady(timeline: ReportInput['timeline']): number | undefined {
  const start = loadSpan(timeline).start;
  return start === undefined
    ? undefined
    : timeline.of('replicas').findLast((seen) => seen.at <= start)?.ready;
}

function scaleOutFigure({ result }: ReportInput): KeyFigure {
  const reached = result.timeline.findLast((hop) => hop.at !== null);
  const start = result.timeline[0]?.at;
  const label = 'Scale-out';
  if (!reached || start == null || reached.hop === 'load')
    return { label, value: '–', note: 'no hop was reached' };
  const served = reached.hop === 'latency';
  const value = formatDuration(reached.at! - start);
  return {
    label,
    value: served ? value : '–',
    note: served
      ? 'load start to first new pod serving'
      : `got as far as ${reached.hop} at ${formatOffset(reached.at!, start)}`,
  };
}

function scaleInFigure(scaleIn: readonly HopTime[]): KeyFigure {
  const label = 'Scale-in';
  const [start, last] = [scaleIn[0]?.at, scaleIn.at(-1)];
  if (start == null || !last) return { label, value: '–', note: 'the load did not end' };
  if (last.at === null) return { label, value: '–', note: last.evidence };
  return { label, value: formatDuration(last.at - start), note: 'load end to last pod gone' };
}

function loadFigures({ result, timeline }: ReportInput): readonly KeyFigure[] {
  const total = (key: 'sent' | 'asked' | 'ok' | 'lost') =>
    result.load.stages.reduce((sum, stage) => sum + stage[key], 0);
  const sent = total('sent');
  const latencies = timeline
    .of('request')
    .filter((r) => r.outcome === 'ok')
    .map((r) => r.sentAt + r.durationMs - r.intendedAt);
  const p95 = percentile(latencies, 95);
  const failed = sent - total('ok');
  return [
    { label: 'Images', value: `${sent}`, note: `of ${total('asked')} asked` },
    { label: 'Not answered', value: `${failed}`, note: `${total('lost')} of them lost without any answer` },
    {
      label: 'Latency p95',
      value: p95 === undefined ? '–' : formatDuration(p95),
      note: 'from intended start, all stages',
    },
  ];
}
