import type { HpaObservation } from '../../sample/observation.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, originOf, when } from '../facts.ts';
import { METRIC_ERRORS, type MetricError } from './metric-errors.ts';

/** The HPA could not read its metric: names the broken layer from the text that the HPA or the API gave. */
export function customMetricsError(facts: Facts): Finding | undefined {
  const complaints = complaintsOf(facts);
  if (!persisted(facts, complaints)) return undefined;
  const latest = complaints.at(-1)!;
  const known = METRIC_ERRORS.find((entry) => entry.pattern.test(latest.text)) ?? UNKNOWN;
  const evidence = firstLines(
    distinct(complaints).map((c) => `${when(facts.timeline, c.at)} ${c.source}: ${c.text}`),
  );
  return {
    id: known.id,
    title: known.title,
    hop: known.hop,
    evidence: [...evidence, ...stillBad(facts), ...known.compare(facts.plan)],
    fix: known.fix(facts.plan),
  };
}

const UNKNOWN: MetricError = {
  pattern: /./,
  id: 'METRIC_UNREADABLE',
  title: 'The HPA could not read its metric',
  hop: 'custom-metrics',
  fix: (plan) =>
    `Ask the API for the metric as the HPA does: kubectl get --raw "/apis/custom.metrics.k8s.io/v1beta1/namespaces/${plan.scenario.workload.namespace}/pods/*/${plan.scenario.hpa.metric.name}".`,
  compare: () => [],
};

interface Complaint {
  readonly at: number;
  readonly source: string;
  readonly text: string;
}

function complaintsOf({ timeline }: Facts): readonly Complaint[] {
  const complaints: Complaint[] = [];
  for (const seen of timeline.of('hpa')) {
    const bad = seen.conditions.find((c) => c.type === 'ScalingActive' && c.status === 'False');
    if (bad && bad.reason !== 'ScalingDisabled') {
      complaints.push({ at: seen.at, source: `HPA condition ${bad.reason}`, text: bad.message });
    }
  }
  for (const event of timeline.of('event')) {
    if (/^FailedGet\w*Metric$|^FailedComputeMetricsReplicas$/.test(event.reason)) {
      complaints.push({ at: event.at, source: `event ${event.reason}`, text: event.message });
    }
  }
  for (const gap of timeline.of('gap')) {
    if (gap.source === 'custom-metrics')
      complaints.push({ at: gap.from, source: 'custom metrics API', text: gap.reason });
  }
  return complaints.sort((a, b) => a.at - b.at);
}

/**
 * Whether the trouble outlived the start of the pipeline: every HPA complains until the first series is discovered,
 * so it counts when the HPA was never healthy, or was bad for more than three syncs after that.
 */
function persisted({ plan, timeline }: Facts, complaints: readonly Complaint[]): boolean {
  if (complaints.length === 0) return false;
  const { syncPeriodMs, relistIntervalMs } = plan.timing;
  const settled = originOf(timeline) + relistIntervalMs + 2 * syncPeriodMs;
  const list = timeline.of('hpa');
  if (list.length === 0) return complaints.filter((complaint) => complaint.at >= settled).length > 3;
  if (!list.some((seen) => scalingActive(seen) === 'True')) return true;
  return list.some((seen, index) => {
    if (scalingActive(seen) !== 'False') return false;
    const until =
      list.slice(index + 1).find((later) => scalingActive(later) === 'True')?.at ?? timeline.endedAt;
    return until - Math.max(seen.at, settled) > 3 * syncPeriodMs;
  });
}

function scalingActive(seen: HpaObservation): string | undefined {
  return seen.conditions.find((condition) => condition.type === 'ScalingActive')?.status;
}

function stillBad({ timeline }: Facts): readonly string[] {
  const bad = timeline
    .of('hpa')
    .at(-1)
    ?.conditions.some((c) => c.type === 'ScalingActive' && c.status === 'False');
  return bad ? ['ScalingActive was still False at the end of the run'] : [];
}

function distinct(complaints: readonly Complaint[]): readonly Complaint[] {
  const seen = new Set<string>();
  return complaints.filter(({ source, text }) => {
    const key = `${source} ${text}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
