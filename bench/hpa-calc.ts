import { readFileSync } from 'node:fs';
import { buildOracle } from '../src/cli/oracle/oracle.ts';
import { systemHost } from '../src/host/system-host.ts';
import { type PreparedCase, prepareCase } from '../src/hpa/wire/calc-case.ts';
import { parseExactJson } from '../src/hpa/wire/exact-json.ts';
import type { Figure } from './figures.ts';

const CALLS = 2000;

/** The calculator on `fixtures/hpa/calc.jsonl`, held to twice the time of the real one in Go where that can be built. */
export async function measureCalculator(): Promise<readonly Figure[]> {
  const text = readFileSync(new URL('../fixtures/hpa/calc.jsonl', import.meta.url), 'utf8');
  const cases = text
    .trim()
    .split('\n')
    .map((line) => prepareCase(parseExactJson(line)));
  measure(cases);
  const values = [1, 2, 3].map(() => measure(cases));
  const name = 'replica calculator, 400 cases';
  try {
    const oracle = await buildOracle(systemHost());
    const lines = await oracle.run(['bench-calc', '-n', String(CALLS)], text);
    const real = Number(/calls +(\d+) ns/.exec(lines.at(-1) ?? '')?.[1]);
    return [
      { name, unit: 'ns/op', bound: 2 * real, values },
      { name: 'the real calculator in Go, same cases', unit: 'ns/op', values: [real] },
    ];
  } catch (error) {
    return [{ name, unit: 'ns/op', values, note: `no figure from Go: ${String(error)}` }];
  }
}

/** Nanoseconds a call, in CPU time of this thread: the machine may be shared. */
function measure(some: readonly PreparedCase[]): number {
  const before = process.threadCpuUsage();
  for (let call = 0; call < CALLS; call++) for (const { calculate } of some) calculate();
  const spent = process.threadCpuUsage(before);
  return ((spent.user + spent.system) * 1000) / (CALLS * some.length);
}
