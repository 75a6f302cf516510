import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../src/cli/scaleproof.mjs', import.meta.url));

/** How the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** Runs the program itself, without npx, and times it from outside; `watch` may look at it now and then. */
export function runProgram(args: readonly string[], watch?: (pid: number) => void): Promise<Ended> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const looking = watch && setInterval(() => child.pid !== undefined && watch(child.pid), 50);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(looking);
      resolve({ code, stdout, stderr, tookMs: performance.now() - startedAt });
    });
  });
}

/** CPU seconds used so far by the processes with this variable in their environment, by what each of them runs. */
export function cpuSecondsOfMarked(variable: string): ReadonlyMap<string, number> {
  const ticks = 100;
  const used = new Map<string, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (!environment.some((entry) => entry.startsWith(`${variable}=`))) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const name = basename(command.find((word) => word.endsWith('.process.ts')) ?? command[0] ?? 'unknown');
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      const seconds = (Number(fields[11]) + Number(fields[12])) / ticks;
      used.set(name, (used.get(name) ?? 0) + seconds);
    } catch {
      // It ended while we looked.
    }
  }
  return used;
}
