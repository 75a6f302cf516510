import { expect, test } from 'vitest';
import { exampleInput } from '../example-input.fixture.ts';
import { reportConsole } from './console.ts';
import { sparkline } from './sparkline.ts';
import { wrapText } from './terminal-text.ts';

test('no line is wider than the terminal', () => {
  for (const width of [60, 80, 120]) {
    const text = reportConsole(exampleInput('failed'), { width })[0]!.text;
    const widest = text.split('\n').toSorted((a, b) => b.length - a.length)[0]!;
    expect(widest.length, widest).toBeLessThanOrEqual(width);
  }
});

test('colours are there only when asked for', () => {
  expect(reportConsole(exampleInput('passed'))[0]!.text).not.toContain('\x1b');
  expect(reportConsole(exampleInput('passed'), { colour: true })[0]!.text).toContain('\x1b[32m');
});

test('a bar shows the peak of its column, and a column without a value is empty', () => {
  expect(sparkline([0, 1, null, 7], 10)).toBe('▁▂ █');
  expect(sparkline([0, 0, 0, 9, 0, 0], 2)).toBe('▁█');
});

test('text breaks at spaces, and a word that is too long is cut', () => {
  expect(wrapText('one two three', 10)).toEqual(['one two', 'three']);
  expect(wrapText('abcdefghijklmno', 10)).toEqual(['abcdefghij', 'klmno']);
});
