import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { parseRecord } from '../record/parse-record.ts';
import { REPORTERS } from '../report/reporters.ts';
import { judgeRecord } from './judge-record.ts';
import { mutate, mutations } from './mutated-record.fixture.ts';
import { faultsIn } from './sound-report.fixture.ts';

const NAMES = ['passed', 'failed', 'cut-short'] as const;
const RECORDS = Object.fromEntries(
  NAMES.map((name) => [
    name,
    readFileSync(join(import.meta.dirname, `../../fixtures/records/${name}/events.ndjson`), 'utf8'),
  ]),
);

/** What a record comes to: its reports, or the error that says why there are none. */
function outcomeOf(text: string) {
  try {
    const judged = judgeRecord(parseRecord(text));
    return Object.entries(REPORTERS).flatMap(([reporter, report]) =>
      report(judged).map((file) => ({ reporter, file })),
    );
  } catch (error) {
    if (error instanceof ScaleproofError && error.code === 'usage') return error;
    throw error;
  }
}

test('a record to which anything has happened gives sound reports, or one clear error', () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), mutations, (name, list) => {
      const outcome = outcomeOf(mutate(RECORDS[name]!, list));
      if (outcome instanceof ScaleproofError) {
        expect(outcome.message.length).toBeLessThan(500);
        return;
      }
      for (const { reporter, file } of outcome)
        expect(faultsIn(reporter, file), `${reporter} ${file.path}`).toEqual([]);
    }),
    { numRuns: Number(process.env.SCALEPROOF_FUZZ_RUNS ?? 8) },
  );
}, 600_000);

test('a run with a line that cannot be read in the window of an assertion has not passed it', () => {
  const lines = RECORDS.passed!.split('\n');
  const verdictOf = (text: string) =>
    judgeRecord(parseRecord(text)).result.verdicts.find((one) => one.assertion === 'scalesOut');
  expect(verdictOf(lines.join('\n'))).toMatchObject({ status: 'passed' });
  const pod = lines.indexOf(lines.filter((line) => line.includes('"change":"ready"'))[1]!);
  expect(verdictOf(lines.with(pod, lines[pod]!.replace('"pod":', '"p":')).join('\n'))).toMatchObject({
    status: 'inconclusive',
    reason: expect.stringContaining(`line ${pod + 1} of the record pod: pod: is missing`),
  });
});

test('an assertion of a kind that this version does not know is inconclusive, and the others are judged', () => {
  const judged = judgeRecord(
    parseRecord(RECORDS.passed!.replaceAll('"kind":"gpusReleased"', '"kind":"ofTheFuture"')),
  );
  const statuses = Map.groupBy(judged.result.verdicts, (one) => one.status);
  expect(statuses.get('inconclusive')).toMatchObject([{ assertion: 'gpusReleased', samples: 0 }]);
  expect(statuses.get('passed')?.length).toBeGreaterThan(3);
  expect(judged.result.exitCode).toBe(3);
});
