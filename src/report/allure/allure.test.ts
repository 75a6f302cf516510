import { expect, test } from 'vitest';
import { exampleInput } from '../example-input.fixture.ts';
import type { ReportInput } from '../report.ts';
import { reportAllure } from './allure.ts';
import type { AllureResult } from './allure-result.ts';

const resultsOf = (input: ReportInput) =>
  reportAllure(input)
    .filter(({ path }) => path.endsWith('-result.json'))
    .map(({ text }) => JSON.parse(text) as AllureResult);

const failed = resultsOf(exampleInput('failed'));
const named = (name: string) => failed.find((result) => result.name === name)!;

test('a failed assertion failed, an inconclusive one is broken, and nothing is skipped', () => {
  expect(failed.map(({ name, status }) => [name, status])).toEqual([
    ['the run', 'passed'],
    ['scalesOut', 'failed'],
    ['dutyCycleZero', 'broken'],
    ['noRequestLost', 'passed'],
  ]);
  expect(resultsOf(exampleInput('cut-short'))[0]).toMatchObject({
    status: 'broken',
    statusDetails: { message: 'The run was cut short: its record has no end.' },
  });
});

test('a failure says what was wanted and seen, its arithmetic, and as steps the hops up to the one that broke', () => {
  const { statusDetails, steps } = named('scalesOut');
  expect(statusDetails).toMatchObject({
    message: 'replicas never rose above 1. The chain broke at custom-metrics.',
    trace: expect.stringContaining('exporter 2s + scrape 1s'),
    actual: expect.stringContaining('1 such pod'),
  });
  const hops = steps.find(({ name }) => name === 'hops of the scale-out')!;
  expect(hops.status).toBe('failed');
  const states = Object.groupBy(hops.steps, ({ status }) => status);
  expect(states.failed?.map(({ name }) => name)).toEqual([expect.stringMatching(/^custom-metrics: /)]);
  expect(states.skipped?.length).toBeGreaterThan(3);
});

test('every failure falls into a category by its hop or its reason', () => {
  const file = reportAllure(exampleInput('failed')).find(({ path }) => path.endsWith('categories.json'))!;
  const all = JSON.parse(file.text) as { name: string; matchedStatuses: string[]; messageRegex?: string }[];
  const categoryOf = ({ status, statusDetails }: AllureResult) =>
    all.find(
      ({ matchedStatuses, messageRegex = '(?s).*' }) =>
        matchedStatuses.includes(status) &&
        new RegExp(`^${messageRegex.replace('(?s)', '')}$`, 's').test(statusDetails?.message ?? ''),
    )?.name;
  expect(categoryOf(named('scalesOut'))).toBe('Failed: the chain broke at custom-metrics');
  expect(categoryOf(named('dutyCycleZero'))).toMatch(/^Inconclusive: /);
  expect(categoryOf(named('noRequestLost'))).toBeUndefined();
});

test('an assertion has the same history in every run of its scenario, and its own result in each', () => {
  const input = exampleInput('failed');
  const later = { ...input, result: { ...input.result, runId: '20260116-100000-ffff', seed: 9 } };
  const again = resultsOf(later);
  expect(again.map(({ historyId }) => historyId)).toEqual(failed.map(({ historyId }) => historyId));
  const ids = [...failed, ...again].map(({ uuid }) => uuid);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id))).toBe(
    true,
  );
  // What differs from run to run must not make another test of it.
  const differing = again[1]!.parameters.filter(({ excluded }) => excluded !== true);
  expect(differing).toEqual([{ name: 'target', value: 'lab' }]);
});

test('every attachment that a result names is there', () => {
  const files = reportAllure(exampleInput('passed'));
  const sources = resultsOf(exampleInput('passed')).flatMap(({ attachments }) =>
    attachments.map(({ source }) => source),
  );
  expect(sources).toHaveLength(4);
  for (const source of sources) expect(files.map(({ path }) => path)).toContain(`allure-results/${source}`);
});
