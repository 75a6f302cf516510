import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { auditPublished, type PublishedText } from '../audit/published/audit-published.ts';
import { STOCK } from '../audit/published/changed-numbers.fixture.ts';
import { changedBeside } from '../audit/published/witness/besides.fixture.ts';
import { witnessOf } from '../audit/published/witness/run-witness.ts';
import { systemClock } from '../clock/system-clock.ts';
import { timelineOf } from '../record/timeline-of.ts';
import { newestRun, openProgram, recordOf } from './program.fixture.ts';

const NAMESPACE = 'watched-by-kubectl';
const FILE = `fixtures/scenarios/${NAMESPACE}.yaml`;
const HPA = 'fast-style-transfer-serving';
/** When the HPA is described, seconds after load start: as it scales out, holds, and scales in. */
const DESCRIBED_AT = [3, 6, 11, 19, 24];

const program = openProgram();
let texts: readonly PublishedText[] = [];
let run = '';

afterAll(() => program.dispose());

/** The lab's own kubectl, as its administrator. */
async function openKubectl() {
  const { lab } = JSON.parse((await program.run(['lab', 'status', '-o', 'json'])).stdout);
  return (args: readonly string[]) =>
    execa(lab.binaries.kubectl, ['--kubeconfig', lab.kubeconfig, '-n', NAMESPACE, ...args], {
      reject: false,
    });
}

/** What kubectl prints of the HPA beside a run that is under way. */
async function watchBeside(): Promise<readonly PublishedText[]> {
  const kubectl = await openKubectl();
  const watch = kubectl(['get', 'hpa', HPA, '-w']);
  const begun = systemClock.now();
  const described: PublishedText[] = [];
  for (const second of DESCRIBED_AT) {
    await systemClock.sleep(Math.max(0, begun + 1000 * second - systemClock.now()));
    const { stdout } = await kubectl(['describe', 'hpa', HPA]);
    described.push({ name: `describe-${second}s`, text: stdout });
  }
  const events = await kubectl(['get', 'events']);
  watch.kill();
  return [
    ...described,
    { name: 'watch', text: (await watch).stdout },
    { name: 'events', text: events.stdout },
  ];
}

describe('what kubectl prints of an HPA while the program runs a scenario on it', () => {
  it('is asked for', async () => {
    const running = program.start(['run', FILE, '--keep', '--reports', program.reports], {
      timeoutMs: 180_000,
    });
    await running.said('load starts');
    texts = await watchBeside();
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(0);
    run = newestRun(program, NAMESPACE);
    mkdirSync(join(program.reports, 'texts'));
    for (const { name, text } of texts) writeFileSync(join(program.reports, 'texts', name), text);
  });

  it('is possible, alone and beside the record of the run', async () => {
    const files = texts.map(({ name }) => join(program.reports, 'texts', name));
    for (const beside of [[], ['--run', run]]) {
      const { exitCode, stdout } = await program.run(['audit', ...files, ...beside]);
      expect(stdout).not.toMatch(/^✗/m);
      // Of events from before the run began to watch it knows nothing.
      const open = stdout.match(/^\?.*$/gm) ?? [];
      expect(open.filter((line) => !line.includes('did not watch when this event came'))).toEqual(
        exitCode === 3 ? [expect.stringContaining('not enough said')] : [],
      );
    }
  });

  it('is impossible beside it with one number changed', () => {
    const record = recordOf(run);
    const witness = witnessOf('the run', record.header.plan, timelineOf(record));
    const { findings } = auditPublished(texts, STOCK, witness);
    expect(findings.filter(({ standing }) => standing === 'impossible')).toEqual([]);
    expect(findings.filter(({ says }) => says.includes('the run saw this')).length).toBeGreaterThan(30);
    const { 'age of a row': ages, ...others } = changedBeside(texts, witness);
    expect(Object.keys(others).length).toBeGreaterThan(10);
    const left = Object.entries(others).flatMap(([what, { notImpossible }]) =>
      notImpossible.map((one) => `${what} ${one}`),
    );
    // The Deployment was there before the run began to watch events. A value or a size that the HPA had a second before or
    // after is what a slow terminal prints, as is an age that is a second more; rows may have been cut off the end.
    const isNear = (one: string) => /^(metric value|replicas of a row|size of the Deployment 0) /.test(one);
    expect(left.filter((one) => !isNear(one))).toEqual([]);
    const changed = Object.values(others).reduce((sum, one) => sum + one.changed, 0);
    expect(left.length, left.join('\n')).toBeLessThan(0.05 * changed);
    const isFar = (one: string) => Math.abs(Number(/-> (\d+)/.exec(one)?.[1]) - Number.parseInt(one, 10)) > 1;
    expect(ages!.notImpossible.filter((one) => isFar(one) && !one.includes('after the run stopped'))).toEqual(
      [],
    );
  });
});
