import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

/** How long the end of a child waits for its last lines. */
const LAST_LINES_MS = 500;

/** How to start a program. */
export interface ChildSpec {
  /** Name for messages and logs. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether `env` is added to this process's environment (default) or is all the child gets. */
  readonly extendEnv?: boolean;
  readonly cwd?: string;
  /** File that stdout and stderr are appended to; without it `onLine` gets the lines. */
  readonly logFile?: string;
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Makes the child the leader of its own process group, so that `stop` reaches its children too. */
  readonly ownGroup?: boolean;
}

/** How a child ended. */
export interface ChildExit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Set when the program could not be started at all. */
  readonly startError?: string;
}

/** A started child; it has a stop beside its start. */
export interface RunningChild {
  readonly name: string;
  readonly pid: number | undefined;
  readonly exited: Promise<ChildExit>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after `graceMs`; resolves when the child is gone. */
  stop(graceMs: number): Promise<ChildExit>;
}

/** Starts a program; never throws: a program that cannot be started has an exit with `startError`. */
export function startChild(spec: ChildSpec): RunningChild {
  const toFile = spec.logFile === undefined ? undefined : ({ file: spec.logFile, append: true } as const);
  const subprocess = execa(spec.command, [...spec.args], {
    ...(spec.env ? { env: { ...spec.env } } : {}),
    extendEnv: spec.extendEnv ?? true,
    ...(spec.cwd ? { cwd: spec.cwd } : {}),
    stdin: 'ignore',
    stdout: toFile ?? (spec.onLine ? 'pipe' : 'ignore'),
    stderr: toFile ?? (spec.onLine ? 'pipe' : 'ignore'),
    buffer: false,
    reject: false,
    detached: spec.ownGroup ?? false,
    cleanup: !(spec.ownGroup ?? false),
  });
  const forwarded =
    spec.onLine && !toFile
      ? Promise.allSettled([
          forwardLines(subprocess.stdout, (line) => spec.onLine?.(line, 'stdout')),
          forwardLines(subprocess.stderr, (line) => spec.onLine?.(line, 'stderr')),
        ])
      : undefined;
  const exited: Promise<ChildExit> = subprocess.then(async (result) => {
    // The last lines come before the exit; a grandchild that keeps the pipe open must not hold it back for long.
    if (forwarded) await Promise.race([forwarded, delay(LAST_LINES_MS, undefined, { ref: false })]);
    return {
      code: result.exitCode,
      signal: result.signal,
      ...(result.exitCode === undefined && result.signal === undefined
        ? { startError: result.cause instanceof Error ? result.cause.message : 'could not be started' }
        : {}),
    };
  });
  const kill = (signal: NodeJS.Signals) => signalChild(subprocess.pid, signal, spec.ownGroup ?? false);
  return {
    name: spec.name,
    pid: subprocess.pid,
    exited,
    kill,
    stop: (graceMs) => stopChild(kill, exited, graceMs),
  };
}

async function forwardLines(
  stream: NodeJS.ReadableStream | null,
  onLine: (line: string) => void,
): Promise<void> {
  if (!stream) return;
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  }
  if (rest !== '') onLine(rest);
}

function signalChild(pid: number | undefined, signal: NodeJS.Signals, group: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(group ? -pid : pid, signal);
  } catch {
    // Gone already: that is what was wanted.
  }
}

async function stopChild(
  kill: (signal: NodeJS.Signals) => void,
  exited: Promise<ChildExit>,
  graceMs: number,
): Promise<ChildExit> {
  kill('SIGTERM');
  let timer: NodeJS.Timeout | undefined;
  const forced = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      kill('SIGKILL');
      resolve();
    }, graceMs);
  });
  await Promise.race([exited, forced]);
  clearTimeout(timer);
  return await exited;
}
