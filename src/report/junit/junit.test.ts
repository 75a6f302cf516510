import { describe, expect, test } from 'vitest';
import { exampleEvents } from '../../record/example-run.generate.ts';
import type { RunHeader } from '../../record/run-record.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { exampleInput, judgedInput } from '../example-input.fixture.ts';
import { reportJunit } from './junit.ts';

const header = exampleEvents('passed')[0] as RunHeader;

function xml(verdicts: readonly Verdict[]): string {
  return reportJunit(judgedInput({ header, observations: [], end: null, damaged: [] }, () => verdicts))[0]!
    .text;
}

function verdict(assertion: string, status: Verdict['status']): Verdict {
  return {
    assertion,
    status,
    expected: 'a',
    observed: 'b',
    reason: 'c < d & e',
    window: { from: 0, to: 1500 },
    samples: 1,
  };
}

/** Every element of a small XML text, in order; throws where a tag is not closed by its own name. */
function elements(text: string): readonly string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, close, name, self] of text.matchAll(/<(\/?)([a-z]+)(?:\s+[a-zA-Z]+="[^"<]*")*\s*(\/?)>/g)) {
    if (close) expect(open.pop()).toBe(name);
    else {
      names.push(name!);
      if (!self) open.push(name!);
    }
  }
  expect(open).toEqual([]);
  // What is left without tags and the declaration holds no bare bracket.
  expect(
    text.replace(/<\?xml[^>]*\?>/, '').replace(/<\/?[a-z]+(?:\s+[a-zA-Z]+="[^"<]*")*\s*\/?>/g, ''),
  ).not.toMatch(/[<>]/);
  return names;
}

test('a failed assertion is a failure, an inconclusive one an error, and the counts agree', () => {
  const text = xml([verdict('one', 'passed'), verdict('two', 'failed'), verdict('three', 'inconclusive')]);
  const names = elements(text);
  expect(names.filter((name) => name === 'testcase')).toHaveLength(5);
  expect(text).toContain('tests="5" failures="1" errors="3" skipped="0"');
  expect(names.filter((name) => name === 'failure')).toHaveLength(1);
  expect(text).toContain('message="c &lt; d &amp; e"');
});

test('a run that was cut short or judged nothing is an error, never an empty green file', () => {
  const text = xml([]);
  expect(elements(text)).toContain('error');
  expect(text).toMatch(
    /name="run completed".*\n\s*<error type="inconclusive" message="the record has no end/,
  );
});

test('equal names are told apart, because some readers keep only the first', () => {
  const names = [
    ...xml([verdict('x', 'passed'), verdict('x', 'failed')]).matchAll(
      /testcase classname="[^"]*" name="([^"]*)"/g,
    ),
  ];
  expect(names.map(([, name]) => name)).toEqual(['run completed', 'load delivered', 'x', 'x (2)']);
});

test('a passed run has neither failures nor errors', () => {
  const text = reportJunit(exampleInput('passed'))[0]!.text;
  expect(elements(text)).not.toContain('error');
  expect(text).toContain('failures="0" errors="0"');
});

describe('the limits of GitLab', () => {
  const huge = 'long "quoted" & <tagged> \u0001\u202e '.repeat(700);
  const names = (text: string) =>
    [...text.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].map(
      ([, suite, name]) => `${suite} ${name}`,
    );

  test('a file stays under 30 MB however much there is to say, and says what it left out', () => {
    const many = Array.from({ length: 2100 }, (_, i) => ({
      ...verdict(`${i} ${huge}`, i === 2099 ? 'failed' : 'inconclusive'),
      expected: huge,
      observed: huge,
      reason: huge,
      arithmetic: [huge],
    }));
    const input = judgedInput({ header, observations: [], end: null, damaged: [] }, () => many);
    const hostile = {
      ...input,
      header: { ...header, plan: { ...header.plan, scenario: { ...header.plan.scenario, name: huge } } },
      result: {
        ...input.result,
        versions: Object.fromEntries(many.map((_, i) => [`${i}${huge}`, huge])),
      },
    };
    const text = reportJunit(hostile)[0]!.text;
    expect(new TextEncoder().encode(text).length).toBeLessThan(30_000_000);
    expect(text).toContain('the whole is in run.json');
    expect(new Set(names(text)).size).toBe(names(text).length);
    // The one failure is among the cases that are joined to one, and shows.
    expect(text).toMatch(/tests="2000" failures="1" errors="1999"/);
    expect(text).toMatch(/name="103 more, see run.json"/);
  });

  test('names are unique as a reader sees them, also beside names that look like ours', () => {
    const text = xml(['x', 'x (2)', 'x', 'x\n(2)', 'x\t(2)'].map((name) => verdict(name, 'passed')));
    expect(names(text)).toHaveLength(7);
    expect(new Set(names(text)).size).toBe(7);
    expect(names(text).some((name) => /[\n\t]/.test(name))).toBe(false);
  });
});
