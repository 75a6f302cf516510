import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectNothingLeft, type Traces, traces } from './left-behind.fixture.ts';
import {
  newestRun,
  openProgram,
  type Program,
  type RunningProgram,
  recordOf,
  resultOf,
} from './program.fixture.ts';

const INTERRUPT_MS = 20_000;
const MAIN = 'fast-style-transfer';
let before: Traces;
let program: Program;

beforeEach(() => {
  before = traces();
  program = openProgram();
  before = { ...before, temporary: traces().temporary };
});
afterEach(() => program.dispose());

function start(file: string, ...more: readonly string[]): RunningProgram {
  return program.start(['run', file, '--reports', program.reports, ...more]);
}

/** The main scenario with its load on. */
async function midLoad(): Promise<RunningProgram> {
  const running = start(`scenarios/${MAIN}.yaml`);
  await running.said('load starts');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return running;
}

describe('a run that is cut short in mid-load', () => {
  it('by Ctrl-C ends with 130 in time, its record says so, and nothing is left', async () => {
    const running = await midLoad();
    const at = performance.now();
    running.kill('SIGINT');
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(130);
    expect(performance.now() - at).toBeLessThan(INTERRUPT_MS);
    const run = newestRun(program, MAIN);
    expect(recordOf(run).end).toMatchObject({ reason: 'interrupted', detail: 'interrupted by SIGINT' });
    expect(recordOf(run).damaged).toEqual([]);
    expect(resultOf(run)).toMatchObject({ exitCode: 130, end: { reason: 'interrupted' } });
    await expectNothingLeft(before, program.labFolder);
  });

  it('by kill -9 leaves a record that is inconclusive, and a lab that clean removes', async () => {
    const running = await midLoad();
    running.kill('SIGKILL');
    await running.finished;
    const run = newestRun(program, MAIN);
    expect(recordOf(run).end).toBeNull();
    expect(recordOf(run).observations.some(({ kind }) => kind === 'request')).toBe(true);
    expect((await program.run(['verify', run])).exitCode).toBe(3);
    expect((await program.run(['clean'])).exitCode).toBe(0);
    await expectNothingLeft(before, program.labFolder);
  });

  it('by the death of the lab ends with 4 at once, its record says so, and nothing is left', async () => {
    const running = await midLoad();
    const lab = JSON.parse(readFileSync(join(program.labFolder, 'lab.json'), 'utf8'));
    const at = performance.now();
    process.kill(lab.supervisorPid, 'SIGKILL');
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(4);
    expect(performance.now() - at).toBeLessThan(INTERRUPT_MS);
    expect(stderr).not.toContain('could not remove');
    const { end } = recordOf(newestRun(program, MAIN));
    expect(end).toMatchObject({ reason: 'target-lost', detail: expect.stringContaining('the lab is gone') });
    await expectNothingLeft(before, program.labFolder);
  });
});

it('Ctrl-C while the lab is coming up ends with 130, and nothing is left', async () => {
  const running = start(`scenarios/${MAIN}.yaml`);
  await running.said('lab: ');
  running.kill('SIGINT');
  const { exitCode, stderr } = await running.finished;
  expect(exitCode, stderr).toBe(130);
  expect(stderr).toContain('interrupted by SIGINT');
  expect(existsSync(join(program.reports, MAIN))).toBe(false);
  await expectNothingLeft(before, program.labFolder);
});
