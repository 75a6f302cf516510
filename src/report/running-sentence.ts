import { targetOf } from '../diagnosis/signal.ts';
import { lastAt, loadSpan } from '../sample/timeline.ts';
import { formatDuration } from '../units/duration.ts';
import { formatOffset } from '../units/instant.ts';
import { figure } from './figure.ts';
import type { ReportInput } from './report.ts';

/** Images are counted over so much time, milliseconds. */
const RATE_WINDOW_MS = 5000;

/** Where a run that is on stands: what the load does, how many pods there are, and what the HPA sees. */
export function runningSentence(input: ReportInput): string {
  return `${loadWords(input)}. ${sizeWords(input)}`;
}

function loadWords({ timeline, header }: ReportInput): string {
  const { start, end } = loadSpan(timeline);
  const now = timeline.endedAt;
  if (start === undefined) return 'The load has not started yet';
  if (end !== undefined) return `The load ended ${formatDuration(now - end)} ago`;
  const stage = header.plan.stages.find((one) => now - start < one.endMs)?.name ?? 'its end';
  const sent = timeline.of('request').filter((one) => one.sentAt > now - RATE_WINDOW_MS).length;
  const rate = figure((sent * 1000) / Math.min(RATE_WINDOW_MS, Math.max(1000, now - start)));
  return `The load is on for ${formatDuration(now - start)} of ${formatDuration(header.plan.loadMs)}, in ${stage}, at ${rate} images/s`;
}

function sizeWords({ timeline, header }: ReportInput): string {
  const size = timeline.of('replicas').at(-1);
  if (size === undefined) return 'No pod was seen yet.';
  const metric = lastAt(timeline.of('hpa'), timeline.endedAt)?.metrics[0]?.value;
  const seen =
    metric == null
      ? 'the HPA has no metric yet'
      : `the HPA sees ${figure(metric)} of a target of ${figure(targetOf(header.plan))}`;
  return `${size.ready} of ${size.desired} pods ready; ${seen}, as of ${formatOffset(timeline.endedAt, loadSpan(timeline).start ?? timeline.startedAt)}.`;
}
