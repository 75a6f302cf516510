import { formatDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';
import { type Assertion, type Context, figureOf, offset, plural, type Ruling, within } from './assertion.ts';
import { countServing, type ServingCount, servingAt } from './serving-pods.ts';

/** Ready, endpoint-listed, answering pods on GPUs of their own reach a count in time. */
export const scalesOut: Assertion<'scalesOut'> = {
  needs: ['pods', 'endpoints', 'deployment', 'runner'],
  excusedBy: ['prometheus', 'load'],
  needsLoad: true,
  decide(planned, context) {
    const { spec } = planned;
    const wanted = figureOf(planned, spec.exactly === undefined ? 'atLeast' : 'exactly');
    const withinMs = figureOf(planned, 'within');
    const deadline = context.loadStart + withinMs;
    const counts = countServing(context);
    const reached = firstReach(counts, wanted, context.loadStart);
    const to = Math.max(context.loadStart, reached ?? Math.min(deadline, context.timeline.endedAt));
    const window = { from: context.loadStart, to };
    const seen = [...context.timeline.of('pod'), ...context.timeline.of('endpoints')];
    const base = {
      expected: `${spec.exactly === undefined ? 'at least' : 'exactly'} ${plural(wanted, 'pod')} Ready, endpoint-listed, answering and on GPUs, within ${formatDuration(withinMs)} of load start`,
      observed: describe(context, counts, reached),
      window,
      samples: seen.filter((s) => s.at <= to).length,
    };
    if (context.timeline.of('pod').length === 0 || context.timeline.of('endpoints').length === 0) {
      return { ...base, samples: 0, status: 'inconclusive', reason: 'no pods or no endpoints were observed' };
    }
    if (reached === context.loadStart) {
      const reason = `${plural(wanted, 'pod')} served already when the load began, so it scaled nothing out`;
      return { ...base, status: 'inconclusive', reason };
    }
    const most = spec.exactly === undefined ? undefined : overshoot(context, counts, wanted);
    if (most !== undefined) {
      return {
        ...base,
        window: { from: window.from, to: context.loadEnd },
        status: 'failed',
        witnessed: true,
        reason: most,
      };
    }
    if (reached !== undefined) return verdictOfReach(base, reached, deadline, context);
    return missed(base, deadline, wanted, counts, context);
  },
};

type Base = Omit<Ruling, 'status'>;

function verdictOfReach(base: Base, reached: Instant, deadline: Instant, context: Context): Ruling {
  if (reached <= deadline) return { ...base, status: 'passed' };
  return {
    ...base,
    status: 'failed',
    reason: `reached at ${offset(context, reached)}, ${formatDuration(reached - deadline)} too late`,
  };
}

function missed(
  base: Base,
  deadline: Instant,
  wanted: number,
  counts: readonly ServingCount[],
  context: Context,
): Ruling {
  const { timeline, loadEnd } = context;
  const early =
    timeline.endedAt < deadline
      ? `the watch ended at ${offset(context, timeline.endedAt)}`
      : loadEnd < deadline
        ? `the load ended at ${offset(context, loadEnd)}`
        : undefined;
  if (early) {
    const reason = `${early}, before the bound of ${offset(context, deadline)}: not reached yet is not never`;
    return { ...base, status: 'inconclusive', reason };
  }
  const last = servingAt(counts, deadline);
  const reason = `at ${offset(context, deadline)}, the bound, ${plural(last?.serving ?? 0, 'pod')} served and ${wanted} were wanted${lacking(last, wanted)}`;
  return { ...base, status: 'failed', reason };
}

function firstReach(counts: readonly ServingCount[], wanted: number, from: Instant): Instant | undefined {
  if ((servingAt(counts, from)?.serving ?? 0) >= wanted) return from;
  return counts.find((count) => count.at >= from && count.serving >= wanted)?.at;
}

function overshoot(context: Context, counts: readonly ServingCount[], wanted: number): string | undefined {
  const load = { from: context.loadStart, to: context.loadEnd };
  const serving = within(counts, load).find((count) => count.serving > wanted);
  if (serving) return `${serving.serving} pods served at ${offset(context, serving.at)}`;
  const asked = within(context.timeline.of('replicas'), load).find((seen) => seen.desired > wanted);
  return asked && `${asked.desired} replicas were asked for at ${offset(context, asked.at)}`;
}

function describe(context: Context, counts: readonly ServingCount[], reached: Instant | undefined): string {
  if (reached !== undefined) {
    return `${plural(servingAt(counts, reached)?.serving ?? 0, 'pod')} serving at ${offset(context, reached)}`;
  }
  const during = counts.filter((count) => count.at >= context.loadStart);
  const best = during.reduce<ServingCount | undefined>(
    (a, b) => (a && a.serving >= b.serving ? a : b),
    undefined,
  );
  const last = counts.at(-1);
  if (!best || !last) return 'no pod changed after load start';
  return `at most ${plural(best.serving, 'pod')} serving (at ${offset(context, best.at)}); last change at ${offset(context, last.at)}: ${last.ready} ready, ${last.listed} endpoint-listed, ${last.answered} answered, ${last.onGpus} on GPUs`;
}

function lacking(count: ServingCount | undefined, wanted: number): string {
  if (!count) return '';
  const short = (['ready', 'listed', 'answered', 'onGpus'] as const).filter((key) => count[key] < wanted);
  const words = { ready: 'Ready', listed: 'endpoint-listed', answered: 'answering', onGpus: 'on GPUs' };
  return short.length === 0 ? '' : `; too few ${short.map((key) => words[key]).join(', ')}`;
}
