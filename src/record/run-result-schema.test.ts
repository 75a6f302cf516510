import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { RECORD_VERSION, type RunResult } from './run-record.ts';
import { parseRunResult } from './run-result-schema.ts';

const result: RunResult = {
  version: RECORD_VERSION,
  runId: '20260115-100000-a1b2',
  scenario: 'example-run',
  target: 'lab',
  emulated: true,
  seed: 1,
  startedAt: '2026-01-15T10:00:00.000Z',
  endedAt: '2026-01-15T10:01:00.000Z',
  outcome: 'failed',
  exitCode: 1,
  verdicts: [
    {
      assertion: 'scalesOut',
      status: 'failed',
      expected: 'at least 4 ready within 30s',
      observed: '1 ready at +30.0s',
      window: { from: 1768471200000, to: 1768471230000 },
      samples: 31,
      reason: 'never reached',
      brokenHop: 'custom-metrics',
    },
  ],
  findings: [],
  timeline: [{ hop: 'load', at: null, tookMs: null, evidence: 'no load' }],
  load: { delivered: true, problems: [], stages: [], dropped: 0, serverAccepted: null },
  versions: { scaleproof: '0.1.0' },
  end: null,
};

it('reads back the run.json that was written', () => {
  expect(parseRunResult(canonicalJson(result))).toEqual(result);
});

it('names every fault of a run.json at once', () => {
  const broken = canonicalJson({ ...result, outcome: 'fine', exitCode: 300 });
  expect(() => parseRunResult(broken)).toThrow(/outcome: .*exitCode: /);
  expect(() => parseRunResult('{')).toThrow(/run\.json is no JSON/);
});
