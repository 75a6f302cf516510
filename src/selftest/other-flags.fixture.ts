import { expect, it } from 'vitest';
import { askSupervisor } from '../lab/supervisor/ask-supervisor.ts';
import { newestRun, type Program, resultOf } from './program.fixture.ts';

const TOLERANCE = 'horizontal-pod-autoscaler-tolerance';

/** Starts the lab's controller manager again with flags of its own. */
async function restartWith(flags: Readonly<Record<string, string>>): Promise<void> {
  const body = { component: 'kube-controller-manager', flags };
  const answer = await askSupervisor('POST', '/restart', { body, timeoutMs: 10_000 });
  expect(answer?.status, answer?.text).toBe(200);
}

/** A controller manager with flags that the plan does not know, on the lab of `program`. */
export function otherFlagsTests(program: Program): void {
  it('a controller manager with another flag than the plan says is found out, and the flag is named', async () => {
    await restartWith({ [TOLERANCE]: '0.9' });
    const args = ['run', 'fixtures/scenarios/other-flags.yaml', '--keep', '--reports', program.reports];
    const { exitCode, stderr } = await program.run(args);
    await restartWith({ [TOLERANCE]: '0.1' });
    expect(exitCode, stderr).toBe(1);
    const { verdicts, audit } = resultOf(newestRun(program, 'other-flags'));
    const notPassed = verdicts.filter(({ status }) => status !== 'passed');
    expect(notPassed.map(({ assertion }) => assertion)).toEqual(['hpaFollowsSpec']);
    const classes = new Set(audit!.divergences.map((one) => one.class));
    expect([...classes]).toEqual(['other-version-or-flags']);
    expect(notPassed[0]!.reason).toMatch(
      /the rules give 2, the HPA set 1; with --horizontal-pod-autoscaler-tolerance=[01]/,
    );
  });
}
