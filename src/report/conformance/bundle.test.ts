import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../record/parse-record.ts';
import type { RunCleanup } from '../../record/run-record.ts';
import { serializeEvent } from '../../record/serialize.ts';
import { judgeRecord } from '../../run/judge-record.ts';
import { conformanceBundle } from './bundle.ts';
import type { PlanStepId } from './test-plan.ts';

const recordOf = (name: string) =>
  readFileSync(new URL(`../../../fixtures/records/${name}/events.ndjson`, import.meta.url), 'utf8');
const passed = recordOf('passed');

function bundle(recordText: string) {
  const record = parseRecord(recordText);
  const { cleanup, damaged } = record;
  return conformanceBundle({ ...judgeRecord(record), recordText, damagedLines: damaged.length, cleanup });
}

/** The record as if it were of a cluster with real GPUs. */
const asOfCluster = (text: string) =>
  text
    .replace('"emulated":true', '"emulated":false')
    .replace('"target":"lab","versions"', '"target":"cluster","versions"');

const stateOf = (text: string, id: PlanStepId) => bundle(text).steps.find((step) => step.id === id)?.state;
const withoutLines = (text: string, pattern: RegExp) =>
  text
    .split('\n')
    .filter((line) => !pattern.test(line))
    .join('\n');

describe('the evidence of a run that passed', () => {
  it('proves every step of the plan that a record can prove', () => {
    const { steps, standing } = bundle(asOfCluster(passed));
    expect(steps.map(({ id, state }) => [id, state])).toEqual([
      ['setup-metric', 'proved'],
      ['setup-accelerator', 'proved'],
      ['setup-hpa', 'proved'],
      ['up-metric', 'proved'],
      ['up-replicas', 'proved'],
      ['up-running', 'proved'],
      ['down-metric', 'proved'],
      ['down-replicas', 'proved'],
      ['cleanup', 'not-recorded'],
    ]);
    const unrecorded = [expect.stringContaining('Clean-up')];
    expect(standing).toEqual({ status: 'passed', reasons: [], unrecorded, isProductEvidence: true });
  });

  it('has the record byte for byte, and a hash for every file', () => {
    const { files } = bundle(passed);
    const sums = files.find(({ path }) => path === 'SHA256SUMS')?.text ?? '';
    const others = files.filter(({ path }) => path !== 'SHA256SUMS');
    expect(sums.trim().split('\n')).toEqual(
      others.map(({ path, text }) => `${createHash('sha256').update(text).digest('hex')}  ${path}`),
    );
    expect(files.find(({ path }) => path === 'record/events.ndjson')?.text).toBe(passed);
    expect(others.map(({ path }) => path)).toContain('manifests/workload.yaml');
  });

  it('is the same bytes each time', () => {
    expect(bundle(passed).files).toEqual(bundle(passed).files);
  });

  it('says Implemented in the lines for PRODUCT.yaml, with the words of the checklist', () => {
    const lines = bundle(asOfCluster(passed)).files.find(({ path }) => path === 'PRODUCT.yaml.lines')?.text;
    expect(lines).toContain('- id: pod_autoscaling\n');
    expect(lines).toContain('  status: "Implemented"\n');
  });

  it('shows the command line that is on record', () => {
    const text = passed.replace('"runId":', '"command":["scaleproof","run","my file.yaml"],"runId":');
    expect(bundle(text).files.find(({ path }) => path === 'README.md')?.text).toContain(
      "```\nscaleproof run 'my file.yaml'\n```",
    );
  });
});

describe('what was executed', () => {
  const pageOf = (text: string) => bundle(text).files.find(({ path }) => path === 'README.md')?.text;
  const withExisting = (text: string) =>
    text.replace(
      '"scenario":{',
      '"scenario":{"existing":{"namespace":"of-others","deployment":"painter","service":"front","hpa":"scaling"},',
    );

  it('is told of the objects that were used as they stood, where they are', () => {
    expect(pageOf(withExisting(passed))).toMatch(
      /^- target lab, namespace of-others, seed .*\n- nothing was applied: /m,
    );
  });

  it.each([
    ['press', 'by the press in the cluster'],
    ['job', 'by k6 as a Job in the cluster'],
  ])('names what sent: %s', (kind, said) => {
    const text = passed.replace('"load":{"kind":"k6"', `"load":{"kind":"${kind}"`);
    expect(pageOf(passed)).toContain('by k6 beside the runner, with the seeded arrivals');
    expect(pageOf(text)).toContain(said);
    expect(pageOf(withExisting(text))).toMatch(/^- only what sends the load was applied: /m);
  });
});

describe('a pass that the record does not prove', () => {
  it.each([
    ['emulated accelerators', passed, 'passed', 'the accelerators were emulated'],
    [
      'a run of the twin',
      passed.replace('"target":"lab","versions"', '"target":"twin","versions"'),
      'passed',
      'computed by the twin',
    ],
    ['a failed run', asOfCluster(recordOf('failed')), 'failed', 'assertion'],
    ['a run cut short', asOfCluster(recordOf('cut-short')), 'inconclusive', 'the run did not end in order'],
    [
      'a damaged line',
      asOfCluster(passed).replace('{"kind":"gpus"', '{"kind":gpus"'),
      'inconclusive',
      'cannot be read',
    ],
    [
      'no assertion about scale-in',
      asOfCluster(passed).replace('"id":"scalesIn"', '"id":"gone"'),
      'inconclusive',
      'not proved: Scale-down: the HPA lowers',
    ],
  ])('is not written: %s', (_, text, status, reason) => {
    const { standing, files } = bundle(text);
    expect(standing.status).toBe(status);
    expect(standing.isProductEvidence).toBe(false);
    expect(standing.reasons.join('; ')).toContain(reason);
    expect(files.find(({ path }) => path === 'PRODUCT.yaml.lines')?.text).not.toContain('Implemented');
    expect(files.find(({ path }) => path === 'README.md')?.text).toContain(
      'This is no evidence for a product.',
    );
  });

  it('is not proved by pods without an accelerator', () => {
    expect(stateOf(passed.replaceAll('"gpus":1,', ''), 'setup-accelerator')).toBe('contradicted');
    expect(stateOf(passed.replaceAll('"gpus":1,', ''), 'up-running')).not.toBe('proved');
  });

  it('is not proved by a metric that was never served, nor by a size that never fell', () => {
    expect(stateOf(withoutLines(passed, /^\{"kind":"customMetric"/), 'setup-metric')).toBe('not-proved');
    expect(stateOf(withoutLines(passed, /"change":"deleted"/), 'down-replicas')).not.toBe('proved');
    expect(stateOf(withoutLines(passed, /^\{"kind":"load".*"edge":"end"/), 'down-metric')).toBe('not-proved');
  });
});

describe('the clean-up of the plan', () => {
  const cleanup = (given: Partial<RunCleanup>) => {
    const { header, end } = parseRecord(passed);
    const found = [`Deployment ${header.plan.scenario.workload.namespace}/serving`];
    const line: RunCleanup = {
      kind: 'cleanup',
      at: end!.at + 5000,
      by: 'run-label',
      outcome: 'gone',
      found,
      left: [],
      ...given,
    };
    return asOfCluster(`${passed}${serializeEvent(line)}\n`);
  };
  const page = (text: string) => bundle(text).files.find(({ path }) => path === 'README.md')?.text;
  const evidence = (text: string) => bundle(text).steps.at(-1)?.evidence.join('\n');

  it('is proved when the record says after its end that nothing of the run was there any more', () => {
    const text = cleanup({});
    expect(stateOf(text, 'cleanup')).toBe('proved');
    expect(bundle(text).standing).toMatchObject({ status: 'passed', reasons: [], unrecorded: [] });
    expect(evidence(text)).toMatch(
      /was there, and was asked to go: Deployment \S+\n.*had no objects labelled/,
    );
    expect(page(text)).toContain('**PASSED: every step of the test plan is proved by the record.**');
    expect(bundle(text)).toEqual(bundle(text));
  });

  it.each([
    ['nothing was applied', { by: 'nothing-applied', found: [] }, 'nothing had to be removed'],
    ['the lab went with all of it', { by: 'lab-down', found: [] }, 'the lab was taken down'],
  ] as const)('is proved when %s', (_, given, said) => {
    expect(stateOf(cleanup(given), 'cleanup')).toBe('proved');
    expect(evidence(cleanup(given))).toContain(said);
  });

  it('is contradicted by what was still there, and then there is no pass', () => {
    const text = cleanup({ outcome: 'left', left: ['Pod ns/serving-1'] });
    expect(stateOf(text, 'cleanup')).toBe('contradicted');
    expect(bundle(text).standing).toMatchObject({ status: 'failed', isProductEvidence: false });
    expect(evidence(text)).toContain('not removed: Pod ns/serving-1');
  });

  it('is not claimed where nobody saw it', () => {
    const text = cleanup({ outcome: 'unseen', left: ['objects of run X: refused'] });
    expect(stateOf(text, 'cleanup')).toBe('not-proved');
    expect(bundle(text).standing.status).toBe('inconclusive');
  });

  it('of a record that does not have it is said to be not proved, in the page and in the lines for PRODUCT.yaml', () => {
    const text = asOfCluster(passed);
    expect(evidence(text)).toContain('not proved by the record');
    expect(page(text)).toContain('Not proved by the record: Clean-up');
    const lines = bundle(text).files.find(({ path }) => path === 'PRODUCT.yaml.lines')?.text;
    expect(lines).toContain('Not on record: Clean-up');
  });

  it('changes no verdict and no byte of any report', () => {
    const reports = (text: string) =>
      bundle(text).files.filter(({ path }) => /^(record.run|record.report|record.junit|series)/.test(path));
    expect(reports(cleanup({}))).toEqual(reports(asOfCluster(passed)));
    expect(reports(passed).length).toBeGreaterThan(8);
  });
});
