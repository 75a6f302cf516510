import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { pollUntil } from '../../clock/poll.ts';
import type { Component } from './components.ts';
import { identify, type ProcessIdentity, signalProcess, stillRuns } from './proc.ts';

/** Longest wait for a killed process to be gone. */
const GONE_MS = 5000;

/** How a component is restarted. */
export interface RestartOrder {
  readonly component: Component;
  /** Where kwokctl keeps a file for each pid. */
  readonly pidFolder: string;
  /** How long it is kept down. */
  readonly downMs: number;
  /** Flags, without dashes, that it gets instead of those it had. */
  readonly flags: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How a running process was started. */
interface Birth {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** The file that its output goes to. */
  readonly output: string;
}

/**
 * Kills one process of the control plane with SIGKILL and starts it again just as it was: program, flags, environment,
 * folder and log file, but for the flags of the order.
 * Returns it as it is now.
 */
export async function restartComponent(order: RestartOrder): Promise<Component> {
  const { component, clock, signal } = order;
  const birth = birthOf(component.process);
  signalProcess(component.process, 'SIGKILL');
  const gone = await pollUntil(
    clock,
    GONE_MS,
    async () => (stillRuns(component.process) ? { seen: 'it still runs' } : { value: true }),
    { intervalsMs: [5], signal },
  );
  if (!gone.done) throw new Error(`${component.name} (pid ${component.process.pid}) would not die`);
  if (order.downMs > 0) await clock.sleep(order.downMs, signal);
  const process = bear({ ...birth, args: withFlags(birth.args, order.flags) });
  if (process === undefined) throw new Error(`${component.name} ended as soon as it was started again`);
  await writeFile(join(order.pidFolder, `${component.name}.pid`), String(process.pid));
  return { ...component, process };
}

function withFlags(args: readonly string[], flags: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.keys(flags);
  const kept = args.filter((arg) => !names.some((name) => arg.startsWith(`--${name}=`)));
  return [...kept, ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`)];
}

function birthOf({ pid }: ProcessIdentity): Birth {
  const strings = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0').slice(0, -1);
  const [program = '', ...args] = strings('cmdline');
  const env = strings('environ').map((line) => line.split(/=(.*)/s).slice(0, 2));
  const linked = (file: string) => readlinkSync(`/proc/${pid}/${file}`);
  return { program, args, env: Object.fromEntries(env), folder: linked('cwd'), output: linked('fd/1') };
}

function bear({ program, args, env, folder, output }: Birth): ProcessIdentity | undefined {
  const log = openSync(output, 'a');
  try {
    const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: ['ignore', log, log] });
    // That it could not be started shows in its pid.
    child.on('error', () => {});
    child.unref();
    return child.pid === undefined ? undefined : identify(child.pid);
  } finally {
    closeSync(log);
  }
}
