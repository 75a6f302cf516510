import { afterAll, describe, expect, it } from 'vitest';
import { profileOf } from '../metric/catalogue.ts';
import { apiServerRestartTest, faultsInMidRunTests } from './faults-in-mid-run.fixture.ts';
import { prepareFaults } from './hit-run.fixture.ts';
import { hpaEditedTests } from './hpa-edited.fixture.ts';
import { inClusterLoadTests } from './in-cluster-load.fixture.ts';
import { leastPrivilegeTests } from './least-privilege.fixture.ts';
import { expectNothingLeft, traces } from './left-behind.fixture.ts';
import { passesWith } from './metric-profile.fixture.ts';
import { otherFlagsTests } from './other-flags.fixture.ts';
import { openProgram } from './program.fixture.ts';

const program = openProgram();
const before = traces();

afterAll(() => program.dispose());

describe('the procedure and what may befall it, on one lab', () => {
  it('S1: the lab comes up with its metrics pipeline', async () => {
    const { exitCode, stderr } = await program.run(['lab', 'up'], { timeoutMs: 180_000 });
    expect(exitCode, stderr).toBe(0);
  });

  describe.concurrent('beside each other', () => {
    inClusterLoadTests(program);

    hpaEditedTests(program);

    describe('a user of its API server', () => leastPrivilegeTests(program));

    describe('a cluster that breaks in mid-run', () => {
      prepareFaults(program);
      faultsInMidRunTests();
    });
  });

  otherFlagsTests(program);

  describe('a cluster whose API server goes away', () => {
    prepareFaults(program);
    apiServerRestartTest();
  });

  it('S9: metric profile intel passes with its own text, labels, rule, unit and resource', () =>
    passesWith(program, profileOf('intel')));
});

it('after all that, clean leaves nothing of the lab', async () => {
  expect((await program.run(['clean'])).exitCode).toBe(0);
  await expectNothingLeft(before, program.labFolder);
});
