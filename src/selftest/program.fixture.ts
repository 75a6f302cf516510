import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { systemClock } from '../clock/system-clock.ts';
import { labDown } from '../lab/lab-down.ts';
import { defaultCacheFolder, defaultLabFolder } from '../lab/lab-folder.ts';
import { parseRecord } from '../record/parse-record.ts';
import type { RunRecord, RunResult } from '../record/run-record.ts';

/** Root of the repository; scenario paths are given from it. */
export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const PROGRAM = join(ROOT, 'src/cli/scaleproof.mjs');

/** What one call of the program came to. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program under way. */
export interface RunningProgram {
  readonly pid: number;
  readonly finished: Promise<Finished>;
  /** Resolves when stderr has a text; rejects when the program ends first. */
  said(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** The real program as a child process, with a lab and reports of its own in a folder that goes afterwards. */
export interface Program {
  readonly reports: string;
  readonly labFolder: string;
  start(args: readonly string[], options?: { readonly timeoutMs?: number }): RunningProgram;
  run(args: readonly string[], options?: { readonly timeoutMs?: number }): Promise<Finished>;
  /** Kills what of it still runs, takes its lab down, whatever is left of it, and removes the folder. */
  dispose(): Promise<void>;
}

/** A program with its own folders; it shares the user's toolchain only. */
export function openProgram(): Program {
  const folder = mkdtempSync(join(tmpdir(), 'scaleproof-selftest-'));
  const env = {
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: resolve(defaultCacheFolder(process.env, homedir()), '..'),
    CI: '1',
  };
  const labFolder = defaultLabFolder(env, homedir());
  const reports = join(folder, 'reports');
  const running = new Set<RunningProgram>();
  const start: Program['start'] = (args, { timeoutMs = 120_000 } = {}) => {
    const child = execa(process.execPath, [PROGRAM, ...args], {
      cwd: ROOT,
      env,
      reject: false,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      stdin: 'ignore',
    });
    let heard = '';
    child.stderr.on('data', (chunk) => {
      heard += String(chunk);
    });
    const finished = child.then(({ exitCode, stdout, stderr, timedOut }) => {
      if (timedOut)
        throw new Error(`scaleproof ${args.join(' ')} ran longer than ${timeoutMs} ms:\n${stderr}`);
      return { exitCode: exitCode ?? -1, stdout, stderr };
    });
    const said = async (text: string): Promise<void> => {
      while (!heard.includes(text)) {
        const [ended] = await Promise.race([
          once(child.stderr, 'data').then(() => [false]),
          child.then(() => [true]),
        ]);
        if (ended && !heard.includes(text)) throw new Error(`scaleproof never said "${text}":\n${heard}`);
      }
    };
    const started = {
      pid: child.pid!,
      finished,
      said,
      kill: (signal: NodeJS.Signals) => void child.kill(signal),
    };
    running.add(started);
    void child.then(() => running.delete(started));
    return started;
  };
  return {
    reports,
    labFolder,
    start,
    run: (args, options) => start(args, options).finished,
    dispose: async () => {
      for (const { kill } of running) kill('SIGKILL');
      await labDown({ folder: labFolder, clock: systemClock });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Folder of the newest run of a scenario. */
export function newestRun(program: Program, scenario: string): string {
  const runs = readdirSync(join(program.reports, scenario)).sort();
  return join(program.reports, scenario, runs.at(-1)!);
}

/** What `run.json` of a run says. */
export function resultOf(runFolder: string): RunResult {
  return JSON.parse(readFileSync(join(runFolder, 'run.json'), 'utf8')) as RunResult;
}

/** The record of a run, read as the program reads it. */
export function recordOf(runFolder: string): RunRecord {
  return parseRecord(readFileSync(join(runFolder, 'events.ndjson'), 'utf8'));
}
