import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readScenario } from '../scenario/load-scenario.ts';
import type { Scenario } from '../scenario/schema.ts';
import { newestRun, type Program, ROOT, recordOf, resultOf } from './program.fixture.ts';
import { WHAT_BREAKS } from './what-breaks.fixture.ts';

/** Those that kill what every run on the lab shares; they take turns in `struck-components.long.test.ts`. */
export const STRUCK_COMPONENTS = ['adapter-killed', 'controller-restarted'] as const;

/** The scenario of a file, a path from the root of the repository. */
export function scenarioOf(file: string): Scenario {
  return readScenario(readFileSync(join(ROOT, file), 'utf8'), file).scenario;
}

/** Runs a scenario that is broken on purpose on the lab and keeps the lab: its exit code, its causes, and the same when read again. */
export async function endsAsItMust(program: Program, file: string): Promise<void> {
  const { name, expect: wanted } = scenarioOf(file);
  const { exitCode, stderr } = await program.run(['run', file, '--keep', '--reports', program.reports]);
  expect(exitCode, stderr).toBe(wanted?.exitCode);
  const run = newestRun(program, name);
  const result = resultOf(run);
  expect(result.exitCode).toBe(exitCode);
  expect(result.end?.reason).toBe(name === 'budget-spent' ? name : 'completed');
  WHAT_BREAKS[name]!(result, recordOf(run));
  await readsTheSame(program, run, exitCode);
}

/** Whether `verify` and `report` give the exit code and the bytes of the live run. */
async function readsTheSame(program: Program, run: string, exitCode: number): Promise<void> {
  const files = ['run.json', 'report.html', 'junit.xml', 'summary.md'];
  const bytes = () => files.map((file) => readFileSync(join(run, file), 'utf8'));
  const live = bytes();
  const formats = ['json', 'html', 'junit', 'markdown'].flatMap((format) => ['--as', format]);
  const [verified, reported] = await Promise.all([
    program.run(['verify', run]),
    program.run(['report', run, ...formats]),
  ]);
  expect([verified.exitCode, reported.exitCode]).toEqual([exitCode, 0]);
  expect(bytes()).toEqual(live);
}
