import { expect, test } from 'vitest';
import { exampleInput } from './example-input.fixture.ts';
import { atAGlance } from './glance.ts';
import type { ReportInput } from './report.ts';

function answers(input: ReportInput): readonly string[] {
  return atAGlance(input).map(({ answer }) => answer);
}

test('a run that passed says when it scaled, that nothing but the load limited it, and what would make it faster', () => {
  expect(answers(exampleInput('passed'))).toMatchInlineSnapshot(`
    [
      "Under load 1 → 2 at +3.7s, 2 → 4 at +5.7s, 4 → 5 at +9.7s. After load end (+24.4s) 5 → 3 at +45.7s, 3 → 1 at +47.7s, 23.3s after load end. All times count from load start.",
      "Nothing but the load: at 5 pods DCGM_FI_DEV_GPU_UTIL was 18.2 of a target of 20, below maxReplicas. Of the 5.1s from load start to the first answer of a new pod, the longest part was the hop device (3s).",
      "Nothing for this verdict. To scale out faster, look first at how fast the load rises.",
    ]
  `);
});

test('a run that failed says at which hop the chain broke, and what to do', () => {
  expect(answers(exampleInput('failed'))).toMatchInlineSnapshot(`
    [
      "Never: it stayed at 1 pod.",
      "The chain broke at custom-metrics: answered 66 times, each time with no value.",
      "Correct the adapter rule: its seriesQuery must match the series that the exporter gives and be named DCGM_FI_DEV_GPU_UTIL; then restart the adapter, which reads its rules only when it starts.",
    ]
  `);
});

test('a run at its limit says so', () => {
  const input = exampleInput('passed');
  const { plan } = input.header;
  const scenario = { ...plan.scenario, hpa: { ...plan.scenario.hpa, maxReplicas: 5 } };
  const [, limit] = answers({ ...input, header: { ...input.header, plan: { ...plan, scenario } } });
  expect(limit).toContain('maxReplicas: it stood at its limit of 5 from +9.7s.');
});

test('a run cut short says what it saw, and to run it again', () => {
  const input = exampleInput('cut-short');
  const [when, , change] = answers({ ...input, result: { ...input.result, findings: [] } });
  expect(when).toContain('4 → 5 at +9.7s');
  expect(change).toContain('run it again');
});
