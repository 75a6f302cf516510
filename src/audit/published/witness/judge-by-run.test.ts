import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../../record/parse-record.ts';
import { timelineOf } from '../../../record/timeline-of.ts';
import type { Observation } from '../../../sample/observation.ts';
import { planOf, play, timelineOf as playedTimeline } from '../../played-hpa.fixture.ts';
import { START } from '../../played-world.fixture.ts';
import { auditPublished, type PublishedText } from '../audit-published.ts';
import { STOCK } from '../changed-numbers.fixture.ts';
import { type Asked, printed } from '../printed-kubectl.fixture.ts';
import { changedBeside } from './besides.fixture.ts';
import { type RunWitness, witnessOf } from './run-witness.ts';

/** As `printed` names them. */
const PRINTED = { name: 'serving', namespace: 'lab' };

/** A recorded run of the lab, and what kubectl would have printed beside it. */
function besideRecord(name: string): {
  readonly texts: readonly PublishedText[];
  readonly witness: RunWitness;
} {
  const path = new URL(`../../../../fixtures/records/${name}/events.ndjson`, import.meta.url);
  const text = readFileSync(path, 'utf8');
  const record = parseRecord(text.replaceAll(/(HorizontalPodAutoscaler|Deployment)\/[\w-]+/g, '$1/serving'));
  const timeline = timelineOf(record);
  const statuses = timeline.of('hpa');
  const [created, end] = [statuses[0]!.at, statuses.at(-1)!.at];
  const asked = {
    created,
    describedAt: [0.2, 0.4, 0.6, 0.8].map((share) => Math.floor(created + share * (end - created))),
    watch: { from: created, to: end + 1000 },
    eventsAt: [end],
    watchesEvents: false,
  };
  const witness = { ...witnessOf('the run', record.header.plan, timeline), ...PRINTED };
  return { texts: printed(record.observations, asked), witness };
}

describe('texts beside the record of their run', () => {
  it.each(['passed', 'failed', 'cut-short'])('are what the run saw: %s', (name) => {
    const { texts, witness } = besideRecord(name);
    const { findings } = auditPublished(texts, STOCK, witness);
    expect(findings.filter(({ says }) => says.includes('the run saw this')).length).toBeGreaterThan(5);
    expect(findings.filter(({ standing }) => standing === 'impossible')).toEqual([]);
  });

  it('are impossible with any number changed but an age by a second', () => {
    const { texts, witness } = besideRecord('passed');
    const { 'age of a row': age, 'replicas of a row': replicas, ...others } = changedBeside(texts, witness);
    expect(others).toMatchInlineSnapshot(`
      {
        "current pods": {
          "changed": 4,
          "notImpossible": [],
        },
        "desired pods": {
          "changed": 4,
          "notImpossible": [],
        },
        "max replicas": {
          "changed": 23,
          "notImpossible": [],
        },
        "metric target": {
          "changed": 23,
          "notImpossible": [],
        },
        "metric value": {
          "changed": 21,
          "notImpossible": [],
        },
        "min replicas": {
          "changed": 23,
          "notImpossible": [],
        },
        "size in an event": {
          "changed": 16,
          "notImpossible": [],
        },
      }
    `);
    expect(replicas).toMatchInlineSnapshot(`
      {
        "changed": 19,
        "notImpossible": [],
      }
    `);
    // A terminal may print a row a second late.
    const bySeconds = age!.notImpossible.map(
      (one) => Number(/-> (\d+)/.exec(one)?.[1]) - Number.parseInt(one, 10),
    );
    expect(bySeconds.filter((seconds) => Math.abs(seconds) > 1)).toEqual([]);
  });

  it('are impossible with a row that is some seconds older, and not enough said with one that is there twice', () => {
    const { texts, witness } = besideRecord('passed');
    const watch = texts.find(({ name }) => name === 'watch')!;
    const lines = watch.text.split('\n');
    const verdictOf = (changed: readonly string[]) =>
      auditPublished([{ ...watch, text: changed.join('\n') }], STOCK, witness).verdict;
    const older = lines.map((line) => line.replace(/ 28s$/, ' 32s'));
    expect([verdictOf(lines), verdictOf(older)]).toEqual(['possible', 'impossible']);
    expect(verdictOf(lines.toSpliced(8, 0, lines[7]!))).toBe('not-enough');
  });

  it('name the line, what it says and what the run saw', () => {
    const { texts, witness } = besideRecord('passed');
    const changed = texts.map((one) => ({ ...one, text: one.text.replace('38/20', '57/20') }));
    const { verdict, findings } = auditPublished(changed, STOCK, witness);
    expect(verdict).toBe('impossible');
    expect(findings.filter(({ standing }) => standing === 'impossible').map(({ says }) => says)).toContain(
      'metric value 57 is not what the run saw then: 38 at 2026-01-15T10:00:06.706Z (the run)',
    );
  });

  it('are of another HPA where the name says so, which is not enough said', () => {
    const { texts, witness } = besideRecord('passed');
    const { findings } = auditPublished(texts.slice(0, 1), STOCK, { ...witness, name: 'other' });
    expect(findings.at(0)?.says).toBe('the run watched the HPA lab/other, not serving (the run)');
  });
});

const SECONDS = 40;
const load = fc
  .array(fc.tuple(fc.nat(SECONDS), fc.nat(240)), { minLength: 1, maxLength: 8 })
  .map((steps) => steps.toSorted(([a], [b]) => a - b));
const moment = fc.integer({ min: 1500, max: SECONDS * 1000 });

it('what kubectl would print beside a played run is never impossible, up to 1.9 s late or 0.9 s early', () => {
  const late = fc.integer({ min: -900, max: 1900 });
  const editAt = fc.option(fc.integer({ min: 2, max: SECONDS }), { nil: undefined });
  const moments = fc.array(moment, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      load,
      moments,
      fc.tuple(moment, moment),
      late,
      editAt,
      fc.nat(999),
      (steps, when, ends, lateMs, second, by) => {
        const edits = second === undefined ? [] : [{ at: second, hpa: { maxReplicas: 7 } }];
        const what = {
          seconds: SECONDS,
          edits,
          load: (at: number) => steps.findLast(([from]) => from <= at)?.[1] ?? 0,
        };
        const seen = play(what).map((one): Observation => ({ ...one, at: one.at + by }));
        const witness = { ...witnessOf('the run', planOf(what), playedTimeline(seen)), ...PRINTED };
        const known = {
          ...witness,
          events: witness.events.map((one) => ({ ...one, object: one.object.replace(/\/.*/, '/serving') })),
        };
        const [from, to] = ends.toSorted((a, b) => a - b);
        const asked: Asked = {
          created: START + by,
          describedAt: when.map((ms) => START + ms + by + lateMs),
          watch: { from: START + from! + by, to: START + to! + by },
          eventsAt: [START + to! + by],
          watchesEvents: false,
        };
        const texts = printed(
          seen.map((one) => ({ ...one, at: one.at + lateMs })),
          asked,
        );
        const { findings } = auditPublished(texts, STOCK, known);
        expect(
          findings.filter(({ standing, says }) => standing === 'impossible' && says.includes('the run')),
        ).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
