import { downscaleWindowMs } from '../plan/bounds-after-load.ts';
import type { Instant } from '../units/instant.ts';
import { parseQuantity } from '../units/quantity.ts';
import { type Context, offset } from './assertion.ts';
import { targetOf } from './signal.ts';

const TOLERANCE = 0.1;
const JITTER_MS = 1000;

/** A size that the metric certainly asked for, as the custom metrics API told it. */
interface Asked {
  readonly at: Instant;
  readonly replicas: number;
}

/**
 * A step down that the HPA's memory forbids: within the stabilization window before it, the metric asked for more.
 * Says which, or `undefined` when every step was allowed.
 */
export function earlyScaleIn(context: Context): string | undefined {
  const { plan, timeline, loadStart } = context;
  const { exporterIntervalMs, scrapeIntervalMs, syncPeriodMs } = plan.timing;
  // A value that changes faster than the HPA looks may be seen here and not there; then nothing is certain.
  if (exporterIntervalMs < syncPeriodMs) return undefined;
  const slackMs = syncPeriodMs + scrapeIntervalMs + JITTER_MS;
  const windowMs = downscaleWindowMs(plan) - slackMs;
  const asked = askedSizes(context);
  let size: number | undefined;
  for (const seen of timeline.of('replicas')) {
    if (size !== undefined && seen.desired < size && seen.at > loadStart) {
      const more = asked.findLast((one) => one.at <= seen.at && one.replicas > seen.desired);
      if (more && more.at > seen.at - windowMs) {
        return `fell ${size} -> ${seen.desired} at ${offset(context, seen.at)}, although the metric asked for ${more.replicas} at ${offset(context, more.at)}: the window allows it no sooner`;
      }
    }
    size = seen.desired;
  }
  return undefined;
}

/**
 * sum / target pods, less what the tolerance may have hidden: the HPA recommended at least that. The API still lists
 * pods that terminate, but the HPA passes them over. Exporters refresh one after the other, so that a sum may stand
 * between two syncs that the HPA never saw: it counts only as far as the HPA's own status bears it out.
 */
function askedSizes(context: Context): readonly Asked[] {
  const { hpa } = context.plan.scenario;
  const ending = endings(context);
  const { syncPeriodMs } = context.plan.timing;
  const tolerance = parseQuantity(hpa.behavior?.scaleDown?.tolerance ?? '') ?? TOLERANCE;
  const target = targetOf(context);
  return context.timeline.of('customMetric').map(({ at, pods }) => {
    const counted = pods.filter(
      ({ pod }) => (ending.get(pod) ?? Number.POSITIVE_INFINITY) > at + syncPeriodMs,
    );
    const sum = counted.reduce((total, pod) => total + pod.value, 0);
    const borneOut = Math.min(sum, sumSeenByHpa(context, at));
    const least = Math.ceil(borneOut / target / (1 + tolerance) - 1e-9);
    return { at, replicas: Math.min(hpa.maxReplicas, least) };
  });
}

/** The least sum that the HPA wrote into its status around an instant; no limit where it wrote none. */
function sumSeenByHpa({ plan, timeline }: Context, at: Instant): number {
  const reachMs = plan.timing.syncPeriodMs + JITTER_MS;
  const statuses = timeline.of('hpa');
  const before = statuses.findLast((seen) => seen.at <= at);
  const after = statuses.filter((seen) => seen.at > at && seen.at <= at + reachMs);
  const sums = [...(before ? [before] : []), ...after].flatMap(({ metrics, current }) => {
    const value = metrics.find(({ name }) => name === plan.scenario.hpa.metric.name)?.value ?? null;
    return value === null ? [] : [value * current];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...sums);
}

/** When each pod began to end. */
function endings({ timeline }: Context): ReadonlyMap<string, Instant> {
  const ending = new Map<string, Instant>();
  for (const { pod, change, at } of timeline.of('pod')) {
    const ends = change === 'terminating' || change === 'failed' || change === 'deleted';
    if (ends && !ending.has(pod)) ending.set(pod, at);
  }
  return ending;
}
