import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../sample/observation.ts';
import type { ScenarioFile } from '../../scenario/schema.ts';
import { play } from '../played-hpa.fixture.ts';
import { START } from '../played-world.fixture.ts';
import { auditPublished } from './audit-published.ts';
import { STOCK } from './changed-numbers.fixture.ts';
import { type Asked, printed } from './printed-kubectl.fixture.ts';

const SECONDS = 40;

const policies = fc.array(
  fc.record({
    type: fc.constantFrom('Pods' as const, 'Percent' as const),
    value: fc.integer({ min: 1, max: 120 }).map((value) => (value > 100 ? value - 100 : value)),
    periodSeconds: fc.integer({ min: 1, max: 12 }),
  }),
  { minLength: 1, maxLength: 2 },
);
const rules = fc.record({
  stabilizationWindowSeconds: fc.integer({ min: 0, max: 10 }),
  selectPolicy: fc.constantFrom('Max' as const, 'Min' as const, 'Max' as const, 'Disabled' as const),
  policies,
});
const hpa: fc.Arbitrary<NonNullable<ScenarioFile['hpa']>> = fc
  .record({
    minReplicas: fc.integer({ min: 1, max: 2 }),
    maxReplicas: fc.integer({ min: 3, max: 9 }),
    averageValue: fc.constantFrom('20', '35'),
    behavior: fc.option(fc.record({ scaleUp: rules, scaleDown: rules }), { nil: undefined }),
  })
  .map(({ averageValue, behavior, ...bounds }) => ({
    ...bounds,
    metric: { averageValue },
    ...(behavior === undefined ? {} : { behavior }),
  }));
/** How loaded the pods are from a second on, until the next one. */
const load = fc
  .array(fc.tuple(fc.nat(SECONDS), fc.nat(240)), { minLength: 1, maxLength: 8 })
  .map((steps) => steps.toSorted(([a], [b]) => a - b));
const moment = fc.integer({ min: 1500, max: SECONDS * 1000 });
const asked = fc.record({
  describedAt: fc.array(moment, { minLength: 1, maxLength: 4 }),
  watch: fc.tuple(fc.oneof(fc.constant(0), moment), fc.oneof(fc.constant(SECONDS * 1000), moment)),
  eventsAt: fc.array(moment, { maxLength: 2 }),
  watchesEvents: fc.boolean(),
});
/** What comes between whole seconds and the HPA, which kubectl rounds away. */
const shift = fc.nat(999);

describe('what kubectl would print of an HPA that was played by its algorithm', () => {
  it('is never impossible, whatever the load, the rules and the times at which somebody asked', () => {
    fc.assert(
      fc.property(hpa, load, asked, shift, (spec, steps, when, by) => {
        const seen = play({
          hpa: spec,
          seconds: SECONDS,
          load: (second) => steps.findLast(([from]) => from <= second)?.[1] ?? 0,
        }).map((one) => ({ ...one, at: one.at + by }));
        const { findings } = auditPublished(printed(seen, askedAt(when, by)), STOCK);
        expect(findings.filter(({ standing }) => standing === 'impossible')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('is never impossible when the HPA is edited on the way', () => {
    fc.assert(
      fc.property(hpa, hpa, fc.nat(SECONDS), load, asked, shift, (spec, other, second, steps, when, by) => {
        // What no line shows is taken for not edited.
        const maxReplicas = spec?.maxReplicas === 7 ? 8 : 7;
        const seen = play({
          hpa: spec,
          seconds: SECONDS,
          edits: [{ at: second, hpa: { ...other, maxReplicas } }],
          load: (at) => steps.findLast(([from]) => from <= at)?.[1] ?? 0,
        }).map((one) => ({ ...one, at: one.at + by }));
        const whole = { ...askedAt(when, by), watch: { from: START + by, to: START + SECONDS * 1000 + by } };
        const { findings } = auditPublished(printed(seen, whole), STOCK);
        expect(findings.filter(({ standing }) => standing === 'impossible')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what kubectl would have printed beside a recorded run', () => {
  it.each(['passed', 'failed', 'cut-short'])('is never impossible: %s', (name) => {
    const path = new URL(`../../../fixtures/records/${name}/events.ndjson`, import.meta.url);
    const seen = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line) as Observation] : []));
    const statuses = seen.filter(({ kind }) => kind === 'hpa');
    const [created, end] = [statuses[0]!.at, statuses.at(-1)!.at];
    const moments = [0.2, 0.4, 0.6, 0.8, 1].map((share) => Math.floor(created + share * (end - created)));
    const watch = { from: created, to: end + 1000 };
    const texts = printed(seen, {
      created,
      describedAt: moments,
      watch,
      eventsAt: [end],
      watchesEvents: true,
    });
    const { findings } = auditPublished(texts, STOCK);
    expect(findings.length).toBeGreaterThan(3);
    expect(findings.filter(({ standing }) => standing === 'impossible')).toEqual([]);
  });
});

function askedAt(when: typeof asked extends fc.Arbitrary<infer T> ? T : never, by: number): Asked {
  const at = (ms: number): number => START + ms + by;
  const [from, to] = when.watch.toSorted((a, b) => a - b);
  return {
    created: START + by,
    describedAt: when.describedAt.map(at),
    watch: { from: at(from!), to: at(to!) },
    eventsAt: when.eventsAt.map(at),
    watchesEvents: when.watchesEvents,
  };
}
