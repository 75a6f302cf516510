import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LAB_MARKER } from '../lab-folder.ts';

/** How to start one of the lab's own Node programs in a session of its own. */
export interface DetachedSpec {
  /** The module to run: a URL relative to the caller's `import.meta.url`, without the ending. */
  readonly module: URL;
  readonly args: readonly string[];
  readonly labFolder: string;
  readonly logFile: string;
  /** `pipe` gives the child a pipe on stdin, whose end it sees when this process dies. */
  readonly stdin: 'ignore' | 'pipe';
}

/** Starts a Node program that outlives this process; its output goes to the log file. */
export function spawnDetached(spec: DetachedSpec): ChildProcess {
  const log = openSync(spec.logFile, 'a');
  try {
    const child = spawn(process.execPath, [...nodeFlags(), fileURLToPath(spec.module), ...spec.args], {
      detached: true,
      cwd: '/',
      stdio: [spec.stdin, log, log],
      env: { ...process.env, [LAB_MARKER]: spec.labFolder },
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** The ending of this program's own modules: `.ts` from source, `.js` when built. */
export function moduleBeside(base: string, name: string): URL {
  const ending = new URL(base).pathname.endsWith('.ts') ? '.ts' : '.js';
  return new URL(`${name}${ending}`, base);
}

function nodeFlags(): readonly string[] {
  return ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'];
}
