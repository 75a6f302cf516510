import { expect, test } from 'vitest';
import { exampleEvents } from '../../record/example-run.generate.ts';
import type { RunHeader } from '../../record/run-record.ts';
import type { Observation } from '../../sample/observation.ts';
import { exampleInput, judgedInput } from '../example-input.ts';
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

test('an hour of 200 pods has a heat map with a column a second, and stays below 3 MB', () => {
  // How many readings there are makes no difference to the size; `npm run bench -- page` has one a second.
  const text = reportHtml(longRun({ pods: 200, seconds: 3600, everyMs: 15_000 }))[0]!.text;
  expect(text.length).toBeLessThan(3_000_000);
  expect(text).toContain('Duty cycle per pod (200 pods)');
  expect(text).toContain('"columns":3600');
});
