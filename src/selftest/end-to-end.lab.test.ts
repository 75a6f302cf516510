import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_METRIC } from '../scenario/defaults.ts';
import type { Scenario } from '../scenario/schema.ts';
import { clusterTargetTests } from './cluster-target.fixture.ts';
import { endsAsItMust, STRUCK_COMPONENTS, scenarioOf } from './ends-as-it-must.fixture.ts';
import { expectNothingLeft, traces } from './left-behind.fixture.ts';
import { newestRun, openProgram, ROOT, recordOf, resultOf } from './program.fixture.ts';
import { WHAT_BREAKS } from './what-breaks.fixture.ts';

const program = openProgram();
const before = traces();
const broken = readdirSync(join(ROOT, 'scenarios/broken')).map((name) => `scenarios/broken/${name}`);
const hurt = ['serving-pod-killed', 'queue-full'].map((name) => `fixtures/scenarios/${name}.yaml`);
const scenarios = [...broken, ...hurt].map((file) => {
  const scenario = scenarioOf(file);
  return { file, scenario, name: scenario.name };
});

function lengthOf({ load }: Scenario): number {
  return load.stages.reduce((sum, { duration }) => sum + duration, 0);
}

/** Whether a scenario changes or breaks what all runs on the lab share: the metrics pipeline, or its controllers. */
function breaksShared({ hpa, pipeline, strikes }: Scenario): boolean {
  return (
    hpa.metric.profile !== 'dcgm' ||
    pipeline.adapterSeries !== DEFAULT_METRIC ||
    strikes.some(({ component }) => component !== 'k6' && component !== 'serving-pod')
  );
}

/** How much of what it has broken the next scenario would have to wait for. */
function afterPains({ strikes }: Scenario): number {
  return strikes.length + strikes.filter(({ component }) => component === 'prometheus').length;
}

// The longest first, so that they are not waited for at the end.
const beside = scenarios
  .filter(({ scenario }) => !breaksShared(scenario))
  .sort((a, b) => lengthOf(b.scenario) - lengthOf(a.scenario));
// The next would have to wait until what was struck is back.
const alone = scenarios
  .filter(({ scenario }) => breaksShared(scenario))
  .sort((a, b) => afterPains(a.scenario) - afterPains(b.scenario));

const breaks = ({ file }: (typeof scenarios)[number]) => endsAsItMust(program, file);

afterAll(() => program.dispose());

describe('scenarios, one after the other and beside each other on one lab', () => {
  it('the main one scales 1 -> at least 4 -> 1 under image load, and loses no request', async () => {
    const main = ['run', 'scenarios/fast-style-transfer.yaml', '--keep', '--reports', program.reports];
    const { exitCode, stderr } = await program.run(main, { timeoutMs: 180_000 });
    expect(exitCode, stderr).toBe(0);
    expect(stderr.indexOf('The twin predicts')).toBe(0);
    expect(stderr).toMatch(/ready replicas within 1 of the prediction for \d+ % of \d+ s/);
    const run = newestRun(program, 'fast-style-transfer');
    const { observations, end } = recordOf(run);
    const sizes = observations.flatMap((seen) => (seen.kind === 'replicas' ? [seen.ready] : []));
    expect(Math.max(...sizes)).toBeGreaterThanOrEqual(4);
    expect([sizes.find((size) => size > 0), sizes.at(-1)]).toEqual([1, 1]);
    const { verdicts, load } = resultOf(run);
    expect(verdicts.every(({ status }) => status === 'passed')).toBe(true);
    expect(load.stages.reduce((sum, { ok }) => sum + ok, 0)).toBeGreaterThan(100);
    expect(
      load.stages.map(({ lost, errors, rejected, invalid }) => lost + errors + rejected + invalid),
    ).toEqual([0, 0]);
    expect(end?.reason).toBe('completed');
  });

  it('the record of the main one proves every step of KAR-0057, marked as emulated', async () => {
    const run = newestRun(program, 'fast-style-transfer');
    const made = await program.run(['conformance', '--from', run, '--emulated', '-o', 'json']);
    expect(made.exitCode, made.stderr).toBe(0);
    const { status, isProductEvidence, steps } = JSON.parse(made.stdout);
    expect([status, isProductEvidence]).toEqual(['passed', false]);
    // The eight of the plan that a run makes, and the clean-up.
    expect(steps.map(({ state }: { state: string }) => state)).toEqual(Array(9).fill('proved'));
    await expect(program.run(['conformance', '--from', run])).resolves.toMatchObject({ exitCode: 2 });
  });

  it('every other one says with which exit code it ends, and has its causes looked at here', () => {
    expect(scenarios.filter(({ scenario }) => scenario.expect === undefined)).toEqual([]);
    const names = [...scenarios.map(({ name }) => name), ...STRUCK_COMPONENTS];
    expect(names.sort()).toEqual(Object.keys(WHAT_BREAKS).sort());
  });

  describe.concurrent('beside each other', () => {
    it('pods that drain lose nothing while the HPA scales in under load', async () => {
      const file = 'scenarios/scale-in-under-load.yaml';
      const { exitCode, stderr } = await program.run(['run', file, '--keep', '--reports', program.reports]);
      expect(exitCode, stderr).toBe(0);
    });

    it.each(beside)('$name ends as it must, names what broke, and reads the same again', breaks);

    clusterTargetTests(program);
  });

  it.each(alone)('$name ends as it must, names what broke, and reads the same again', breaks);
});

it('after all that, clean leaves nothing of the lab', async () => {
  expect((await program.run(['clean'])).exitCode).toBe(0);
  await expectNothingLeft(before, program.labFolder);
});
