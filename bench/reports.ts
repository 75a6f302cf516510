import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPORTS } from '../src/cli/reporters.ts';
import type { Figure } from './figures.ts';
import { writeLongRecord } from './long-record.ts';
import { runProgram } from './program.ts';

/** All reports but the site of Allure, which is another program's, of a record of a million lines, by the program itself: how long it takes and how much memory. */
export async function measureReports(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'scaleproof-bench-'));
  const seconds: number[] = [];
  const cpu: number[] = [];
  const memory: number[] = [];
  try {
    const lines = await writeLongRecord(join(folder, 'events.ndjson'));
    for (let i = 0; i < 3; i++) {
      let peak = 0;
      let used = 0;
      const ended = await runProgram(['report', folder, '--allure', 'none', '--as', ...REPORTS], (pid) => {
        peak = Math.max(peak, peakMiB(pid));
        used = Math.max(used, cpuSeconds(pid));
      });
      if (ended.code !== 0) throw new Error(`report ended with ${ended.code}: ${ended.stderr.slice(-2000)}`);
      seconds.push(ended.tookMs / 1000);
      memory.push(peak);
      cpu.push(used);
    }
    const html = readFileSync(join(folder, 'report.html')).length / 1e6;
    return [
      { name: `${lines} lines to all reports`, unit: 's', bound: 10, values: seconds },
      // The garbage collector and the pictures have threads of their own: two cores for as long.
      { name: 'the same in CPU time', unit: 's', bound: 20, values: cpu },
      { name: 'peak memory of the program', unit: 'MiB', bound: 500, values: memory },
      { name: 'report.html', unit: 'MB', bound: 3, values: [html] },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** CPU seconds that a process has used so far, all threads, or 0 where it has ended. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** The most memory that a process has held so far, or 0 where it has ended. */
function peakMiB(pid: number): number {
  try {
    const [, kibi] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibi ?? 0) / 1024;
  } catch {
    return 0;
  }
}
