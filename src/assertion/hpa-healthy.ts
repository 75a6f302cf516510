import type { HpaCondition, HpaObservation } from '../sample/observation.ts';
import { formatDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';
import { type Assertion, type Context, figureOf, offset } from './assertion.ts';

/** A stretch in which a condition was bad; `to` is `undefined` when it was still so at the end. */
interface BadSpell {
  readonly condition: HpaCondition;
  readonly from: Instant;
  readonly to: Instant | undefined;
}

const WATCHED = ['ScalingActive', 'AbleToScale'] as const;

/** The HPA can always scale and always has its metric, but for short spells. */
export const hpaHealthy: Assertion<'hpaHealthy'> = {
  // Without Prometheus the HPA has no metric, and that says nothing about the HPA.
  needs: ['hpa', 'prometheus', 'runner'],
  excusedBy: [],
  needsLoad: false,
  decide(planned, context) {
    const longestBad = figureOf(planned, 'longestBad');
    const { timeline } = context;
    const seen = timeline.of('hpa');
    const spells = WATCHED.flatMap((type) => badSpells(seen, type));
    const lasted = (spell: BadSpell): number => (spell.to ?? timeline.endedAt) - spell.from;
    const longest = spells.reduce<BadSpell | undefined>(
      (a, b) => (a && lasted(a) >= lasted(b) ? a : b),
      undefined,
    );
    const from = Math.min(seen[0]?.at ?? context.loadStart, timeline.endedAt);
    const base = {
      expected: `${WATCHED.join(' and ')} never bad for longer than ${formatDuration(longestBad)}`,
      observed: longest
        ? `longest ${describe(context, longest, lasted(longest))}`
        : `never bad in ${seen.length} changes of the HPA`,
      window: { from, to: timeline.endedAt },
      samples: seen.filter((hpa) => hpa.conditions.length > 0).length,
    };
    if (base.samples === 0) {
      return { ...base, status: 'inconclusive', reason: 'no condition of the HPA was observed' };
    }
    if (longest && lasted(longest) > longestBad) {
      const window = { from: longest.from, to: longest.from + longestBad };
      const reason = describe(context, longest, lasted(longest));
      return { ...base, window, status: 'failed', reason };
    }
    const open = spells.find((spell) => spell.to === undefined);
    if (open) {
      const reason = `the watch ended in a bad spell: ${describe(context, open, lasted(open))}`;
      return { ...base, status: 'inconclusive', reason };
    }
    return { ...base, status: 'passed' };
  },
};

function badSpells(seen: readonly HpaObservation[], type: string): readonly BadSpell[] {
  const spells: BadSpell[] = [];
  let open: { condition: HpaCondition; from: Instant } | undefined;
  for (const hpa of seen) {
    const condition = hpa.conditions.find((c) => c.type === type);
    if (condition && condition.status !== 'True') {
      open ??= { condition, from: hpa.at };
    } else if (open) {
      spells.push({ ...open, to: hpa.at });
      open = undefined;
    }
  }
  return open ? [...spells, { ...open, to: undefined }] : spells;
}

function describe(context: Context, spell: BadSpell, ms: number): string {
  const { type, status, reason, message } = spell.condition;
  return `${type} ${status} (${reason}) for ${formatDuration(ms)} from ${offset(context, spell.from)}: ${message}`;
}
