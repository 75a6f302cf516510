import { formatDuration } from '../units/duration.ts';
import { formatOffset, type Instant } from '../units/instant.ts';
import { type Assertion, type Context, figureOf, offset, plural, type Ruling } from './assertion.ts';
import { earlyScaleIn } from './early-scale-in.ts';

/** Replicas fall to their final size, not before the stabilization window allows and not too late. */
export const scalesIn: Assertion<'scalesIn'> = {
  needs: ['deployment', 'pods', 'runner'],
  excusedBy: ['prometheus'],
  needsLoad: true,
  decide(planned, context) {
    const { plan, timeline, loadStart, loadEnd } = context;
    const to = figureOf(planned, 'to');
    const withinMs = figureOf(planned, 'within');
    const notBeforeMs = figureOf(planned, 'notBefore');
    // A generator may say late that it ended; the lower bound counts from the end that was planned.
    const earliest = loadStart + plan.loadMs + notBeforeMs;
    const deadline = loadEnd + withinMs;
    const replicas = timeline.of('replicas').filter((seen) => seen.at >= loadStart);
    const firstAbove = replicas.findIndex((seen) => seen.desired > to);
    const lastAbove = replicas.findLastIndex((seen) => seen.desired > to);
    const fallen =
      firstAbove < 0 ? undefined : replicas.slice(firstAbove).find((seen) => seen.desired <= to)?.at;
    const settled = lastAbove < 0 ? undefined : replicas[lastAbove + 1]?.at;
    const gone = settled === undefined ? undefined : podsGone(context, to, settled);
    const base: Base = {
      expected: `${plural(to, 'replica')} and no more pods, not before ${formatDuration(notBeforeMs)} and within ${formatDuration(withinMs)} of load end`,
      observed: describe(context, to, fallen, gone),
      window: { from: loadStart, to: Math.max(loadStart, gone ?? Math.min(deadline, timeline.endedAt)) },
      samples: replicas.length,
    };
    const unclear = unknowable(context, to, firstAbove);
    if (unclear) return { ...base, ...unclear };
    if (fallen !== undefined && fallen < earliest) {
      const reason = `fell to ${to} at ${offset(context, fallen)}, before ${offset(context, earliest)}: the window allows it no sooner`;
      return { ...base, status: 'failed', witnessed: true, reason };
    }
    const early = earlyScaleIn(context);
    if (early !== undefined) return { ...base, status: 'failed', witnessed: true, reason: early };
    const sooner = soonerSteps(context, to, earliest);
    const observed = sooner === '' ? base.observed : `${base.observed}; ${sooner}`;
    return late({ ...base, observed }, context, gone, deadline, to);
  },
};

type Base = Omit<Ruling, 'status'>;

function unknowable(
  context: Context,
  to: number,
  firstAbove: number,
): Pick<Ruling, 'status' | 'reason' | 'samples'> | undefined {
  const replicas = context.timeline.of('replicas');
  if (replicas.length === 0 || context.timeline.of('pod').length === 0) {
    return { status: 'inconclusive', samples: 0, reason: 'no replicas or no pods were observed' };
  }
  if (firstAbove >= 0) return undefined;
  return {
    status: 'inconclusive',
    samples: replicas.length,
    reason: `replicas never rose above ${to}, so there was nothing to scale in`,
  };
}

function late(
  base: Base,
  context: Context,
  gone: Instant | undefined,
  deadline: Instant,
  to: number,
): Ruling {
  if (gone !== undefined && gone <= deadline) return { ...base, status: 'passed' };
  if (gone === undefined && context.timeline.endedAt < deadline) {
    const reason = `the watch ended at ${offset(context, context.timeline.endedAt)}, before the bound of ${offset(context, deadline)}`;
    return { ...base, status: 'inconclusive', reason };
  }
  const reason =
    gone === undefined
      ? `not down to ${plural(to, 'replica')} at the bound of ${offset(context, deadline)}`
      : `down to ${to} only at ${offset(context, gone)}, ${formatDuration(gone - deadline)} too late`;
  return { ...base, status: 'failed', reason };
}

/** Steps down on the way that came before the bound, in words: a reader who sees them in a chart wonders if they may. */
function soonerSteps({ timeline, loadStart }: Context, to: number, earliest: Instant): string {
  const sizes = timeline.of('replicas');
  const steps = sizes.flatMap((seen, index) => {
    const before = sizes[index - 1]?.desired ?? seen.desired;
    const counts = seen.at > loadStart && seen.at < earliest && seen.desired < before && seen.desired > to;
    return counts ? [`${before} -> ${seen.desired} at ${formatOffset(seen.at, loadStart)}`] : [];
  });
  if (steps.length === 0) return '';
  return `${steps.join(', ')} came sooner and is allowed: "not before" is for the fall to ${to} alone; a step to more pods than that may come as soon as nothing in the stabilization window asks for more`;
}

/** The first moment from `from` on at which no more than `to` pods exist, terminating ones included. */
function podsGone({ timeline }: Context, to: number, from: Instant): Instant | undefined {
  const alive = new Set<string>();
  let enough: Instant | undefined;
  for (const seen of timeline.of('pod')) {
    if (seen.change === 'deleted') alive.delete(seen.pod);
    else alive.add(seen.pod);
    if (alive.size > to) enough = undefined;
    else enough ??= seen.at;
  }
  return enough === undefined ? undefined : Math.max(enough, from);
}

function describe(
  context: Context,
  to: number,
  fallen: Instant | undefined,
  gone: Instant | undefined,
): string {
  const last = context.timeline.of('replicas').at(-1);
  const end = `load ended at ${offset(context, context.loadEnd)}`;
  if (!last) return 'no replicas seen';
  if (fallen === undefined) return `${end}; last seen ${last.desired} desired at ${offset(context, last.at)}`;
  const pods =
    gone === undefined
      ? 'pods were still there at the end'
      : `the last pod was gone at ${offset(context, gone)}`;
  return `${end}; down to ${to} wanted at ${offset(context, fallen)}, ${pods}; last seen ${last.desired} desired at ${offset(context, last.at)}`;
}
