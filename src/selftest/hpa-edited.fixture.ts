import { expect, it } from 'vitest';
import { pollUntil } from '../clock/poll.ts';
import { systemClock } from '../clock/system-clock.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import type { Deployment } from '../kube/objects.ts';
import { newestRun, type Program, recordOf, resultOf } from './program.fixture.ts';

const DEPLOYMENT = '/apis/apps/v1/namespaces/hpa-edited/deployments/fast-style-transfer-serving';
const HPA = '/apis/autoscaling/v2/namespaces/hpa-edited/horizontalpodautoscalers/fast-style-transfer-serving';

/** Half the pods are enough, and it need not wait before it says so. */
const FIRST = {
  metrics: [
    {
      type: 'Pods',
      pods: {
        metric: { name: 'DCGM_FI_DEV_GPU_UTIL' },
        target: { type: 'AverageValue', averageValue: '40' },
      },
    },
  ],
  behavior: { scaleDown: { stabilizationWindowSeconds: 2 } },
};

/** Nothing more is taken away, and never more than three pods are there. */
const SECOND = { maxReplicas: 3, behavior: { scaleDown: { selectPolicy: 'Disabled' } } };

/** Waits until the HPA has set such a size. */
async function sizeIs(
  connection: KubeConnection,
  isWanted: (size: number) => boolean,
  deadlineMs: number,
): Promise<void> {
  const seen = await pollUntil(
    systemClock,
    deadlineMs,
    async () => {
      const { body } = await connection.request<Deployment>('GET', DEPLOYMENT);
      const size = body.spec.replicas ?? 1;
      return isWanted(size) ? { value: true } : { seen: `${size} replicas` };
    },
    { intervalsMs: [100] },
  );
  if (!seen.done) throw new Error(`after ${deadlineMs} ms there were still ${seen.lastSeen}`);
}

/** Edits of the HPA of a run that is under way on the lab of `program`. */
export function hpaEditedTests(program: Program): void {
  it('an HPA that somebody edits in mid-run is recomputed by the spec of each moment, and the edits are named', async () => {
    const file = 'fixtures/scenarios/hpa-edited.yaml';
    const running = program.start(['run', file, '--keep', '--reports', program.reports]);
    await running.said('load starts');
    const kubeconfigPath = (await program.run(['lab', 'kubeconfig'])).stdout.trim();
    const connection = await connect({ kubeconfigPath });
    // As kubectl patch does it, but without its start, which takes seconds on a busy machine.
    const patch = (spec: object) =>
      connection.request('PATCH', HPA, {
        contentType: 'application/merge-patch+json',
        query: { fieldManager: 'kubectl-patch' },
        body: { spec },
      });
    // By the spec of the scenario three pods are wanted, by the first edit two; a busy machine takes its time.
    await sizeIs(connection, (size) => size >= 3, 10_000);
    await patch(FIRST);
    await sizeIs(connection, (size) => size < 3, 8000);
    await patch(SECOND);
    await connection.close();
    const { exitCode, stderr } = await running.finished;
    expect(exitCode, stderr).toBe(1);
    const result = resultOf(newestRun(program, 'hpa-edited'));
    const notPassed = result.verdicts.filter(({ status }) => status !== 'passed');
    expect(notPassed.map(({ assertion }) => assertion)).toEqual(['hpaUnchanged']);
    expect(notPassed[0]!.reason).toMatch(/averageValue 20 -> 40, .*\(kubectl-patch\)/);
    expect(result.audit).toMatchObject({ divergences: [], equal: result.audit!.syncs, caveats: [] });
    const edits = result.findings.find(({ id }) => id === 'HPA_SPEC_CHANGED')!;
    expect(edits.evidence[1]).toMatch(/selectPolicy Max -> Disabled.*maxReplicas 10 -> 3 \(kubectl-patch\)/);
    const { observations } = recordOf(newestRun(program, 'hpa-edited'));
    const specs = observations.filter((seen) => seen.kind === 'hpaSpec');
    expect(new Set(specs.map(({ resourceVersion }) => resourceVersion)).size).toBe(3);
    // By the spec of before it would have kept its size for 20 s.
    const sizes = observations.flatMap((seen) => (seen.kind === 'replicas' ? [seen.desired] : []));
    expect(Math.max(...sizes)).toBeGreaterThan(sizes.at(-1)!);
  });
}
