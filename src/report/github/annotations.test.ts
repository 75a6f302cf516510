import { describe, expect, test } from 'vitest';
import { exampleInput } from '../example-input.fixture.ts';
import { type Annotation, annotationLines, reportGithub } from './annotations.ts';

const failed: Annotation = { level: 'error', title: 'a', message: 'b' };

/** Reads workflow commands back as the runner does. */
function parse(text: string) {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [, level, title, message] = /^::(error|warning|notice) title=([^:,]*)::(.*)$/.exec(line) ?? [];
      const decode = (part = '') =>
        part
          .replaceAll('%0A', '\n')
          .replaceAll('%0D', '\r')
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ',')
          .replaceAll('%25', '%');
      return { level, title: decode(title), message: decode(message) };
    });
}

describe('annotations', () => {
  test('come back as they were, whatever stands in them', () => {
    const odd: Annotation = {
      level: 'warning',
      title: 'a: b, c::d %0A 100 %',
      message: 'one, two\nthree::error title=x::y %25',
    };
    expect(parse(annotationLines([odd]))).toEqual([odd]);
  });

  test('cannot be made to give a command of their own', () => {
    const text = annotationLines([{ ...failed, message: 'x\r\n::stop-commands::y\r::error::z' }]);
    expect(text.match(/[\r\n]/g)).toHaveLength(1);
  });

  test('are at most ten of a kind, and the tenth says how many more there are', () => {
    const lines = parse(annotationLines(Array.from({ length: 25 }, () => failed)));
    expect(lines).toHaveLength(10);
    expect(lines[9]).toMatchObject({ level: 'error', title: '16 more' });
    expect(parse(annotationLines(Array.from({ length: 10 }, () => failed)))[9]).toEqual(failed);
  });

  test('are cut where they are too long, and say so', () => {
    const [line] = parse(annotationLines([{ ...failed, message: 'x'.repeat(100_000) }]));
    expect(line!.message.length).toBeLessThan(2100);
    expect(line!.message).toMatch(/… \(cut\)$/);
  });
});

test('a failed run gives an error with its reason and first broken hop, and its fix in the notice', () => {
  const lines = parse(reportGithub(exampleInput('failed'))[0]!.text);
  expect(lines[0]).toMatchObject({ level: 'error', title: 'example-run: scalesOut failed' });
  expect(lines[0]!.message).toContain('The chain broke at custom-metrics.');
  expect(lines.filter((line) => line.level === 'warning').map((line) => line.title)).toContain(
    'example-run: dutyCycleZero inconclusive',
  );
  expect(lines.at(-1)).toMatchObject({ level: 'notice', title: 'example-run: failed' });
  expect(lines.at(-1)!.message).toContain('Fix: ');
});

test('a passed run gives one notice', () => {
  expect(parse(reportGithub(exampleInput('passed'))[0]!.text).map((line) => line.level)).toEqual(['notice']);
});
