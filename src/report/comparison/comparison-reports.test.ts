import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../quality/comparison.ts';
import { jitteredRun } from '../../run/jittered-run.fixture.ts';
import { comparisonJson, comparisonMarkdown, comparisonText } from './comparison-reports.ts';
import { differenceText, spreadText, valueText } from './figure-text.ts';

const runs = (count: number, from: number, slower = 1) =>
  Array.from({ length: count }, (_, i) => jitteredRun({ seed: from + i, slower }));
const slower = compareRuns(runs(5, 1), runs(5, 101, 1.2));

test('the table has a row for every figure with base, candidate, difference, noise and verdict', () => {
  const text = comparisonText(slower, { width: 120 });
  expect(text).toMatch(
    /^✗ FAILED {2}example-run on lab with emulated GPUs, 5 base against 5 candidate runs\n/,
  );
  expect(text).toMatch(
    /^peak ready +1\d(\.\d)?s \[\S+ \.\. \S+\] +1\d(\.\d)?s \[\S+ \.\. \S+\] +\+2(\.\d)?s \(\+\d\d %\) +±1(\.\d)?s +regression$/m,
  );
  for (const figure of slower.figures) expect(text).toContain(`\n${figure.label} `);
  expect(text.replaceAll('\n', ' ')).toContain('over all 252 ways');
});

test('markdown marks what is worse, and no name can break out of its cell', () => {
  const hostile = { ...slower, changed: ['versions k6: "a" -> "<img src=x>|`"'] };
  const text = comparisonMarkdown(hostile);
  expect(text).toMatch(/^## ❌ failed: /);
  expect(text).toMatch(/^\| \*\*peak ready\*\* \|.*\| ❌ \*\*regression\*\* \|$/m);
  expect(text).not.toContain('<img');
  const cells = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).length);
  expect(new Set(cells)).toEqual(new Set([8]));
});

test('JSON carries what never happened by name, and the same comparison gives the same bytes', () => {
  const [first, ...rest] = slower.figures;
  const never = { ...slower, figures: [{ ...first!, difference: Number.POSITIVE_INFINITY }, ...rest] };
  expect(JSON.parse(comparisonJson(never)).figures[0].difference).toBe('+Inf');
  expect(comparisonJson(compareRuns(runs(5, 1), runs(5, 101, 1.2)))).toBe(comparisonJson(slower));
});

describe('figures as text', () => {
  test('of something that never happened say never', () => {
    expect(valueText(Number.POSITIVE_INFINITY, 'ms')).toBe('never');
    expect(spreadText({ median: 4000, low: 3000, high: Number.POSITIVE_INFINITY, runs: 5 }, 'ms')).toBe(
      '4s [3s .. never]',
    );
  });

  test('of a difference carry the sign and the share of the base', () => {
    const figure = { ...slower.figures[0]!, unit: 'percent' as const };
    const base = { median: 4, low: 4, high: 4, runs: 5 };
    expect(differenceText({ ...figure, base, difference: -1 })).toBe('-1 % (-25 %)');
    expect(differenceText({ ...figure, base, difference: 0 })).toBe('0');
    expect(differenceText({ ...figure, base, difference: Number.POSITIVE_INFINITY })).toBe('+∞');
    expect(differenceText({ ...figure, difference: null })).toBe('–');
    expect(differenceText({ ...figure, base, difference: 0.01 })).toBe('0');
    expect(spreadText({ median: 4, low: 3, high: 5, runs: 5 }, 'gpu-seconds')).toBe('4 [3 .. 5] GPU-s');
  });
});
