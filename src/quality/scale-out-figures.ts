import type { ReplicasObservation } from '../sample/observation.ts';
import { lastAt, loadSpan } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import type { Figure, RunFacts } from './figure.ts';

/**
 * How a run scaled out: when it began, when pods were ready, when it came to rest, and how steadily.
 * `nthReady` is the size that has a figure of its own. Times count from load start and are held to more than one sync
 * period: the HPA looks no more often, so that a start between two looks costs that much by chance.
 */
export function scaleOutFigures(facts: RunFacts, nthReady: number): readonly Figure[] {
  const floor = facts.plan.timing.syncPeriodMs;
  const time = (id: string, label: string, means: string, value: number | null): Figure => {
    return { id, label, means: `load start ${means}`, unit: 'ms', worse: 'higher', floor, value };
  };
  const replicas = facts.timeline.of('replicas');
  const { start, end = facts.timeline.endedAt } = loadSpan(facts.timeline);
  const before = start === undefined ? undefined : (lastAt(replicas, start) ?? replicas[0]);
  const seen = start === undefined ? [] : replicas.filter((one) => one.at > start);
  const when = (wanted: (one: ReplicasObservation) => boolean) =>
    before === undefined || start === undefined ? null : since(start, seen.find(wanted)?.at, facts);
  const under = seen.filter((one) => one.at <= end);
  const peak = before && Math.max(before.ready, ...under.map((one) => one.ready));
  const risen = peak !== undefined && before !== undefined && peak > before.ready;
  return [
    time(
      'firstScaleOut',
      'first scale-out',
      'to the first higher size wanted',
      when((one) => one.desired > before!.desired),
    ),
    time(
      'firstReady',
      'first new pod ready',
      'to one pod more ready than before',
      when((one) => one.ready > before!.ready),
    ),
    time(
      `ready${nthReady}`,
      `${nthReady} pods ready`,
      `to ${nthReady} ready at once`,
      before && before.ready >= nthReady ? 0 : when((one) => one.ready >= nthReady),
    ),
    time(
      'peakReady',
      'peak ready',
      'to the most pods ready under load',
      when((one) => risen && one.ready >= peak),
    ),
    {
      ...time('settling', 'settled', 'until wanted and ready agreed and changed no more under load', null),
      ...(before === undefined ? {} : settling(before, under, facts)),
    },
    ...steadiness(before, seen, under, peak),
  ];
}

function since(origin: Instant, at: Instant | undefined, { timeline }: RunFacts): number | null {
  if (at !== undefined) return at - origin;
  return timeline.complete ? Number.POSITIVE_INFINITY : null;
}

/** A size that is only wanted is not settled yet: the pods have to be there. */
function settling(
  before: ReplicasObservation,
  under: readonly ReplicasObservation[],
  facts: RunFacts,
): Pick<Figure, 'value' | 'absent'> {
  const changed = (key: 'desired' | 'ready') =>
    under.findLast((one, i) => one[key] !== (under[i - 1] ?? before)[key]);
  const wanted = changed('desired');
  if (wanted === undefined) return { value: null, absent: 'no change under load' };
  const last = under.at(-1)!;
  const at = Math.max(wanted.at, changed('ready')?.at ?? wanted.at);
  return {
    value: since(loadSpan(facts.timeline).start!, last.desired === last.ready ? at : undefined, facts),
  };
}

function steadiness(
  before: ReplicasObservation | undefined,
  seen: readonly ReplicasObservation[],
  under: readonly ReplicasObservation[],
  peak: number | undefined,
): readonly Figure[] {
  const count = { worse: 'higher', floor: 0.5 } as const;
  const sizes = before ? [before, ...seen].map((one) => one.desired) : [];
  const steps = sizes.slice(1).flatMap((size, i) => (size === sizes[i] ? [] : [size - sizes[i]!]));
  const turns = steps.filter((step, i) => i > 0 && Math.sign(step) !== Math.sign(steps[i - 1]!));
  const asked = before ? [before, ...under].map((one) => one.desired) : [];
  return [
    {
      ...count,
      id: 'peak',
      label: 'peak size',
      means: 'most pods ready under load',
      unit: 'replicas',
      worse: 'neither',
      value: peak ?? null,
    },
    {
      ...count,
      id: 'overshoot',
      label: 'overshoot',
      means: 'most pods wanted under load, less those wanted at its end',
      unit: 'replicas',
      value: before ? Math.max(...asked) - asked.at(-1)! : null,
    },
    {
      ...count,
      id: 'turns',
      label: 'direction changes',
      means: 'of the size wanted; out and in again is 1',
      unit: 'changes',
      value: before ? turns.length : null,
    },
    {
      ...count,
      id: 'biggestStep',
      label: 'biggest step',
      means: 'most pods added or taken away at once',
      unit: 'replicas',
      worse: 'neither',
      value: before ? Math.max(0, ...steps.map(Math.abs)) : null,
    },
  ];
}
