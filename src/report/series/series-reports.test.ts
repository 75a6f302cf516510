import { expect, test } from 'vitest';
import { sumUpSeries } from '../../quality/series.ts';
import type { RunResult } from '../../record/run-record.ts';
import { jitteredRun } from '../../run/jittered-run.fixture.ts';
import { seriesJunit } from './series-junit.ts';
import { seriesAnnotations, seriesJson, seriesMarkdown, seriesText } from './series-reports.ts';

const passed = jitteredRun({ seed: 1 }).result;
const failed: RunResult = {
  ...passed,
  runId: 'run-2',
  outcome: 'failed',
  exitCode: 1,
  verdicts: passed.verdicts.map((one, i) => (i === 0 ? { ...one, status: 'failed' } : one)),
};
const flaky = passed.verdicts[0]!.assertion;
const series = sumUpSeries([passed, failed, passed, passed], 4);

test('the table says how often each assertion passed, with the interval that so few runs allow', () => {
  const text = seriesText(series, { width: 100 });
  expect(text).toMatch(/^✗ FAILED {2}example-run on lab with emulated GPUs, 4 of 4 runs\n/);
  expect(text).toContain(`Passed in some runs and not in others: ${flaky}.`);
  expect(text).toMatch(new RegExp(`^${flaky} +3 +1 +0 +25 % +5 % \\.\\. 70 % +flaky$`, 'm'));
  expect(text).toMatch(/^ {2}run-2 +failed +exit code 1$/m);
});

test('a series that was stopped says how far it came', () => {
  const stopped = { reason: 'interrupted', detail: '1 of 4 runs done, then SIGINT' } as const;
  const cut = sumUpSeries([passed], 4, stopped);
  expect(seriesText(cut)).toContain('Stopped early: 1 of 4 runs done, then SIGINT.');
  expect(seriesMarkdown(cut)).toContain('1 of 4 runs done, then SIGINT');
  expect(JSON.parse(seriesJson(cut))).toMatchObject({ asked: 4, counted: 1, exitCode: 130, stopped });
});

test('GitHub gets an error for a flaky assertion, and none for a steady one', () => {
  const annotations = seriesAnnotations(series);
  expect(annotations.filter((one) => one.level === 'error')).toEqual([
    {
      level: 'error',
      title: `example-run: ${flaky} is flaky`,
      message: 'passed 3, failed 1, inconclusive 0 of 4 runs',
    },
  ]);
  expect(annotations).toHaveLength(2);
});

test('JUnit has one case for each assertion over all runs, so that no reader keeps only the first run', () => {
  const text = seriesJunit(series);
  expect(text).toContain('failures="1" errors="0" skipped="0"');
  expect(text).toContain(`name="${flaky}"`);
  expect(text).toContain('message="flaky: passed 3, failed 1, inconclusive 0 of 4 runs"');
  expect(text.match(/<testcase /g)).toHaveLength(1 + 4 + series.assertions.length);
});

test('JUnit of a series that was stopped has an error, though every assertion passed', () => {
  const stopped = { reason: 'could not start', detail: '1 of 4 runs done, then no lab' } as const;
  expect(seriesJunit(sumUpSeries([passed], 4, stopped))).toContain('message="1 of 4 runs done, then no lab"');
});
