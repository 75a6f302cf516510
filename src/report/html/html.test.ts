import { expect, test } from 'vitest';
import { exampleEvents } from '../../record/example-run.generate.ts';
import type { RunHeader } from '../../record/run-record.ts';
import type { Observation } from '../../sample/observation.ts';
import { exampleInput, judgedInput } from '../example-input.fixture.ts';
import { longRun } from '../long-run.fixture.ts';
import { reportHtml } from './html.ts';

const page = reportHtml(exampleInput('passed'))[0]!.text;

test('the page loads nothing from anywhere', () => {
  expect(page).toContain('default-src &#39;none&#39;');
  expect(page).not.toMatch(/(?:src|href)=["'](?!data:,")/);
  expect(page).not.toMatch(/url\((?!#gap-|#heat-)|@import|https?:/);
});

test('the page says at once whether the run passed, when it scaled and that the GPUs are emulated', () => {
  const head = page.slice(page.indexOf('<main>'), page.indexOf('<svg'));
  expect(head).toContain('✓ passed');
  expect(head).toContain('1 → 5 → 1');
  expect(head).toContain('emulated GPUs');
});

test('a gap is shaded in the panels that it blinds', () => {
  const events = exampleEvents('passed');
  const observations = events.filter((e): e is Observation => e.kind !== 'run' && e.kind !== 'end');
  const at = events[0]!.at + 12_000;
  const gap: Observation = {
    kind: 'gap',
    at,
    source: 'prometheus',
    from: at,
    to: at + 4000,
    reason: 'connection refused',
  };
  const record = {
    header: events[0] as RunHeader,
    observations: [...observations, gap],
    end: null,
    damaged: [],
  };
  const text = reportHtml(judgedInput(record, () => []))[0]!.text;
  expect(text.match(/class="gap"/g)).toHaveLength(2);
  expect(text).toContain('prometheus not observed from +9.0s: connection refused');
});

test('what lies before the charts is told: where evidence is, which events there are, and where an assertion looked', () => {
  const events = exampleEvents('failed');
  const header = events[0] as RunHeader;
  const observations = events.filter((e): e is Observation => e.kind !== 'run' && e.kind !== 'end');
  const early: Observation = {
    kind: 'event',
    at: header.at - 30_000,
    ...{
      type: 'Warning',
      object: 'HorizontalPodAutoscaler/s',
      reason: 'FailedGetPodsMetric',
      message: 'm',
      count: 1,
    },
  };
  const record = {
    header: { ...header, at: header.at - 40_000 },
    observations: [early, ...observations],
    end: null,
    damaged: [],
  };
  const looked = { from: early.at, to: early.at + 1000 };
  const bare = { expected: 'e', observed: 'o', samples: 1, window: looked };
  const input = judgedInput(record, () => [{ ...bare, assertion: 'hpaHealthy', status: 'failed' }]);
  const finding = { id: 'F', title: 't', hop: 'hpa', evidence: ['e'], fix: 'f' } as const;
  const text = reportHtml({ ...input, result: { ...input.result, findings: [finding] } })[0]!.text;
  expect(text).toContain('The charts begin at -10.0s; what is earlier, from -43.0s on,');
  expect(text).toContain('◂ before the chart, from -33.0s: warnings 1');
  expect(text).toContain('◂ hpaHealthy, failed: -33.0s to -32.0s');
});

test('a change of size is told from load start and, where the load had ended, from load end', () => {
  const change = /<tr><td>\+45\.7s<\/td><td>21\.3s<\/td><td>5 → 3<\/td>/;
  expect(page).toMatch(change);
  expect(page).toContain('times count from load end, +24.4s');
  expect(page).toContain('After load end (+24.4s) 5 → 3 at +45.7s, 3 → 1 at +47.7s, 23.3s after load end.');
});

test('an hour of 200 pods has a heat map with a column a second, and stays below 3 MB', () => {
  // How many readings there are makes no difference to the size; `npm run bench -- page` has one a second.
  const text = reportHtml(longRun({ pods: 200, seconds: 3600, everyMs: 15_000 }))[0]!.text;
  expect(text.length).toBeLessThan(3_000_000);
  expect(text).toContain('Duty cycle per pod (200 pods)');
  expect(text).toContain('"columns":3600');
});
