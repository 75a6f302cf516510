import { describe, expect, test } from 'vitest';
import { exampleEvents } from '../record/example-run.generate.ts';
import type { RunHeader, RunRecord } from '../record/run-record.ts';
import type { Observation } from '../sample/observation.ts';
import { exampleInput, judgedInput } from './example-input.fixture.ts';
import type { ReportInput } from './report.ts';
import { REPORTER_NAMES, REPORTERS } from './reporters.ts';

const header = exampleEvents('passed')[0] as RunHeader;
const empty: RunRecord = { header, observations: [], end: null, damaged: [] };

const HOSTILE = `"'><script>alert(1)</script>\u001b[2J\u0000\u202e|]]>&amp;<img src=x>\ud800`;

/** A run whose every name and message that comes from outside is hostile. */
function hostileInput(): ReportInput {
  const at = header.at + 5000;
  const observations: Observation[] = [
    { kind: 'load', at: header.at + 3000, edge: 'start' },
    { kind: 'pod', at, pod: HOSTILE, change: 'created', detail: HOSTILE },
    {
      kind: 'gpu',
      at,
      sampledAt: at,
      source: 'prometheus',
      metric: 'DCGM_FI_DEV_GPU_UTIL',
      labels: { pod: HOSTILE },
      value: 50,
    },
    {
      kind: 'event',
      at,
      type: 'Warning',
      reason: 'FailedGetPodsMetric',
      message: HOSTILE,
      object: HOSTILE,
      count: 1,
    },
    { kind: 'gap', at, source: 'prometheus', from: at, to: null, reason: HOSTILE },
    { kind: 'component', at, component: HOSTILE, change: 'down', detail: HOSTILE },
  ];
  const words = { expected: HOSTILE, observed: HOSTILE, reason: HOSTILE, arithmetic: [HOSTILE] };
  const window = { from: at, to: at + 1000 };
  return judgedInput(
    { header: { ...header, versions: { [HOSTILE]: HOSTILE } }, observations, end: null, damaged: [] },
    () => [
      { assertion: HOSTILE, status: 'failed', samples: 1, window, ...words },
      { assertion: HOSTILE, status: 'inconclusive', samples: 1, window, ...words },
    ],
  );
}

const INPUTS: Readonly<Record<string, () => ReportInput>> = {
  'a passed run': () => exampleInput('passed'),
  'a failed run': () => exampleInput('failed'),
  'a run cut short': () => exampleInput('cut-short'),
  'an empty run': () => judgedInput(empty, () => []),
  'a run of hostile names': hostileInput,
};

for (const name of REPORTER_NAMES) {
  describe(`the ${name} report`, () => {
    test.for(Object.entries(INPUTS))('of %s ends in one newline and is the same twice', ([, input]) => {
      const files = REPORTERS[name](input());
      expect(files.length).toBeGreaterThan(0);
      for (const { path, text } of files) {
        expect(path).toMatch(/^[\w./-]+$/);
        expect(text).toMatch(/[^\n]\n$/);
        expect(text.isWellFormed()).toBe(true);
      }
      expect(REPORTERS[name](input())).toEqual(files);
    });

    test('shows no control character and no element of a hostile name', () => {
      for (const { path, text } of REPORTERS[name](hostileInput())) {
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
        if (!/\.(html|xml|svg|md)$/.test(path)) continue;
        expect(text).not.toContain('<script>alert');
        expect(text).not.toContain('<img');
      }
    });
  });
}

/** Pictures and Allure's results are made of the others, and many. */
const GOLDEN = REPORTER_NAMES.filter((name) => name !== 'svg' && name !== 'allure');

describe('golden reports', () => {
  const golden = (['passed', 'failed', 'cut-short'] as const).flatMap((run) =>
    GOLDEN.filter((name) => name !== 'html' || run === 'passed').map((name) => [run, name] as const),
  );
  test.for(golden)('%s as %s', async ([run, name]) => {
    for (const { path, text } of REPORTERS[name](exampleInput(run))) {
      await expect(text).toMatchFileSnapshot(`../../fixtures/reports/${run}/${path}`);
    }
  });
});
