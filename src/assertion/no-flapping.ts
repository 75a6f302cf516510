import { lastAt } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import { type Assertion, type Context, figureOf, offset, plural } from './assertion.ts';

interface Step {
  readonly at: Instant;
  readonly from: number;
  readonly to: number;
}

/** The size changes direction seldom, and never by a step bigger than asked. */
export const noFlapping: Assertion<'noFlapping'> = {
  needs: ['deployment', 'runner'],
  excusedBy: [],
  needsLoad: true,
  decide(planned, context) {
    const maxTurns = figureOf(planned, 'maxDirectionChanges');
    const maxStep = figureOf(planned, 'maxStep');
    const { timeline, loadStart } = context;
    const steps = stepsOf(context);
    const turns = steps.filter(
      (step, i) =>
        i > 0 && Math.sign(step.to - step.from) !== Math.sign(steps[i - 1]!.to - steps[i - 1]!.from),
    );
    const biggest = steps.reduce((most, step) => Math.max(most, Math.abs(step.to - step.from)), 0);
    const samples = timeline.of('replicas').length;
    const base = {
      expected: `at most ${plural(maxTurns, 'change')} of direction, no step of more than ${maxStep}`,
      observed:
        steps.length === 0
          ? 'no change of size'
          : `${steps.map((s) => `${s.from} -> ${s.to} at ${offset(context, s.at)}`).join(', ')}: ${plural(turns.length, 'change')} of direction, biggest step ${biggest}`,
      window: { from: loadStart, to: Math.max(loadStart, timeline.endedAt) },
      samples,
    };
    if (samples === 0) return { ...base, status: 'inconclusive', reason: 'no replicas were observed' };
    if (turns.length > maxTurns) {
      const reason = `${plural(turns.length, 'change')} of direction, the last at ${offset(context, turns.at(-1)!.at)}`;
      return { ...base, status: 'failed', witnessed: true, reason };
    }
    if (biggest > maxStep) {
      return { ...base, status: 'failed', witnessed: true, reason: `a step of ${biggest}` };
    }
    return { ...base, status: 'passed' };
  },
};

function stepsOf({ timeline, loadStart }: Context): readonly Step[] {
  const all = timeline.of('replicas');
  const steps: Step[] = [];
  let size = lastAt(all, loadStart)?.desired;
  for (const seen of all) {
    if (seen.at <= loadStart) continue;
    if (size !== undefined && seen.desired !== size)
      steps.push({ at: seen.at, from: size, to: seen.desired });
    size = seen.desired;
  }
  return steps;
}
