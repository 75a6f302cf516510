import { expect, test } from 'vitest';
import { exampleEvents } from '../../record/example-run.generate.ts';
import type { RunHeader } from '../../record/run-record.ts';
import type { Observation } from '../../sample/observation.ts';
import { buildTimeline } from '../../sample/timeline.ts';
import { exampleInput, judgedInput } from '../example-input.ts';
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

/** An hour over 200 pods: three times the readings that the drawing has room for, and six images a second. */
function longRun(): readonly Observation[] {
  const header = exampleEvents('passed')[0] as RunHeader;
  const start = header.at + 3000;
  const seen: Observation[] = [{ kind: 'load', at: start, edge: 'start' }];
  for (let pod = 0; pod < 200; pod++) {
    const name = `fast-style-transfer-serving-5b7d9c6f4d-p${pod}`;
    seen.push({ kind: 'pod', at: start + pod * 100, pod: name, change: 'created' });
    for (let second = 0; second < 3600; second += 10) {
      const at = start + second * 1000;
      const value = (second * 7 + pod * 13) % 101;
      seen.push({
        kind: 'gpu',
        at,
        sampledAt: at,
        source: 'prometheus',
        metric: 'DCGM_FI_DEV_GPU_UTIL',
        labels: { pod: name },
        value,
      });
    }
  }
  for (let n = 0; n < 21_600; n++) {
    const at = start + (n * 1000) / 6;
    seen.push({
      kind: 'request',
      at: at + 150,
      intendedAt: at,
      sentAt: at,
      durationMs: 150,
      stage: 'peak',
      outcome: n % 50 === 0 ? 'lost' : 'ok',
      status: 200,
    });
  }
  for (let n = 0; n < 3600; n++) {
    seen.push({
      kind: 'replicas',
      at: start + n * 1000,
      desired: n % 200,
      current: n % 199,
      ready: n % 198,
      available: n % 198,
    });
  }
  return seen;
}

test('an hour of 200 pods stays below 3 MB', () => {
  const input = exampleInput('passed');
  const timeline = buildTimeline(longRun(), { startedAt: input.header.at, complete: true });
  const text = reportHtml({ ...input, timeline })[0]!.text;
  expect(text.length).toBeLessThan(3_000_000);
  expect(text).toContain('Duty cycle per pod (200 pods)');
}, 60_000);
