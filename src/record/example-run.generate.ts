import { systemFiles } from '../host/files.ts';
import { examplePlan } from './example-plan.generate.ts';
import { tellStory } from './example-story.generate.ts';
import { RECORD_VERSION, type RecordEvent, type RunCleanup, type RunHeader } from './run-record.ts';
import { serializeEvent } from './serialize.ts';

/** The example records under `fixtures/records/`. */
export const EXAMPLES = ['passed', 'failed', 'cut-short'] as const;
export type ExampleName = (typeof EXAMPLES)[number];

const START = Date.UTC(2026, 0, 15, 10, 0, 0);

/**
 * The events of an example run, made up by a small world of fixed rules, so that they fit together:
 * `passed` scales 1 -> 5 -> 1, `failed` stays at 1 because the adapter knows no such metric.
 */
export function exampleEvents(
  name: Exclude<ExampleName, 'cut-short'>,
): readonly Exclude<RecordEvent, RunCleanup>[] {
  const plan = examplePlan();
  const lastMs = name === 'passed' ? 56_000 : 66_000;
  const header: RunHeader = {
    kind: 'run',
    version: RECORD_VERSION,
    runId: `20260115-100000-${name === 'passed' ? 'a1b2' : 'c3d4'}`,
    at: START,
    target: 'lab',
    emulated: true,
    plan,
    versions: { scaleproof: '0.1.0', kubernetes: 'v1.36.3', prometheus: 'v0.316.0', k6: 'v2.2.0' },
  };
  const observations = tellStory(name === 'passed' ? 'scales' : 'no-metric', plan, START, lastMs);
  return [header, ...observations, { kind: 'end', at: START + lastMs, reason: 'completed' }];
}

/** The text of an example's `events.ndjson`; `cut-short` is `passed` whose writer was killed in the middle of a line. */
export function exampleText(name: ExampleName): string {
  const events = exampleEvents(name === 'failed' ? 'failed' : 'passed');
  const lines = events.map((event) => `${serializeEvent(event)}\n`);
  if (name !== 'cut-short') return lines.join('');
  const killed = events.findIndex((event) => event.at > START + 16_000);
  return lines.slice(0, killed).join('').slice(0, -40);
}

if (import.meta.main) {
  for (const name of EXAMPLES) {
    await systemFiles.writeText(`fixtures/records/${name}/events.ndjson`, exampleText(name));
  }
}
