import { podOf } from '../sample/gpu-pod.ts';
import { lastAt } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import { type Assertion, type Context, figureOf, offset } from './assertion.ts';
import { hpaSideReadings, podSamples } from './signal.ts';

interface Reading {
  readonly at: Instant;
  readonly value: number;
  /** The pod in Prometheus, or which part of the HPA's side. */
  readonly of: string;
  readonly inPrometheus: boolean;
}

/** The metric stood above its target before the first scale-out, and not yet when the load began. */
export const metricBeforeScaleOut: Assertion<'metricBeforeScaleOut'> = {
  needs: ['prometheus', 'deployment', 'runner'],
  excusedBy: [],
  needsLoad: true,
  decide(planned, context) {
    const target = figureOf(planned, 'target');
    const { loadStart, timeline } = context;
    const scaledOut = firstScaleOut(context);
    const until = scaledOut ?? timeline.endedAt;
    const readings = readingsOf(context, until);
    const before = highBefore(readings, loadStart, target);
    const during = readings.filter((reading) => reading.at >= loadStart && reading.at <= until);
    const above = during.find((reading) => reading.value > target);
    const base = {
      expected: `a value above ${target} between load start and the first scale-out`,
      observed: `${scaledOut === undefined ? 'no scale-out' : `scale-out at ${offset(context, scaledOut)}`}; ${tell(context, above ?? during.at(-1))}`,
      window: { from: loadStart, to: Math.max(loadStart, until) },
      samples: during.length,
    };
    if (timeline.of('replicas').length === 0 || during.length === 0) {
      return {
        ...base,
        samples: 0,
        status: 'inconclusive',
        reason: 'no replicas or no value of the metric were observed',
      };
    }
    const other = otherMetric(context);
    if (other) return { ...base, status: 'failed', witnessed: true, reason: other };
    if (before) {
      const reason = `the metric stood above target before the load began: ${tell(context, before)}`;
      return { ...base, status: 'failed', witnessed: true, reason };
    }
    if (scaledOut === undefined) {
      return { ...base, status: 'inconclusive', reason: 'there was no scale-out to judge' };
    }
    if (above) return { ...base, status: 'passed' };
    return {
      ...base,
      status: 'failed',
      reason: `scaled out at ${offset(context, scaledOut)} although no value above ${target} was seen`,
    };
  },
};

/** An HPA that lists metrics, but not the one that the scenario is about, scales on something else. */
function otherMetric({ plan, timeline }: Context): string | undefined {
  const wanted = plan.scenario.hpa.metric.name;
  const listed = new Set(timeline.of('hpa').flatMap((seen) => seen.metrics.map((metric) => metric.name)));
  if (listed.size === 0 || listed.has(wanted)) return undefined;
  return `the HPA scales on ${[...listed].join(', ')}, not on ${wanted}`;
}

/** Of each source the last value before the load; the first of them that is above target. */
function highBefore(readings: readonly Reading[], loadStart: Instant, target: number): Reading | undefined {
  const last = new Map<string, Reading>();
  for (const reading of readings) if (reading.at < loadStart) last.set(whereOf(reading), reading);
  return [...last.values()].find((reading) => reading.value > target);
}

function firstScaleOut({ timeline, loadStart }: Context): Instant | undefined {
  const all = timeline.of('replicas');
  let size = lastAt(all, loadStart)?.desired;
  for (const seen of all) {
    if (seen.at <= loadStart) continue;
    if (size !== undefined && seen.desired > size) return seen.at;
    size = seen.desired;
  }
  return undefined;
}

function readingsOf(context: Context, until: Instant): readonly Reading[] {
  // Later ones decide nothing, and are many.
  const early = podSamples(context).filter((sample) => sample.sampledAt <= until);
  const samples = early.flatMap((sample): readonly Reading[] =>
    typeof sample.value === 'number'
      ? [{ at: sample.sampledAt, value: sample.value, of: podOf(sample) ?? '', inPrometheus: true }]
      : [],
  );
  const side = hpaSideReadings(context).map(({ at, value, from }) => ({
    ...{ at, value, of: from },
    inPrometheus: false,
  }));
  return [...samples, ...side].sort((a, b) => a.at - b.at);
}

function tell(context: Context, reading: Reading | undefined): string {
  if (!reading) return 'no value read';
  const scale = Math.abs(reading.value) < 1 ? 1000 : 10;
  return `${Math.round(reading.value * scale) / scale} at ${offset(context, reading.at)} (${whereOf(reading)})`;
}

function whereOf({ of, inPrometheus }: Reading): string {
  return inPrometheus ? `${of} in Prometheus` : of;
}
