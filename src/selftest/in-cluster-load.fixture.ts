import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { systemClock } from '../clock/system-clock.ts';
import { getObject } from '../kube/access.ts';
import { connect } from '../kube/connect.ts';
import type { Deployment } from '../kube/objects.ts';
import { scaleObject } from '../kube/patch.ts';
import type { ScenarioFile } from '../scenario/schema.ts';
import { newestRun, type Program, ROOT, recordOf, resultOf } from './program.fixture.ts';

type File = ScenarioFile & { readonly load: { readonly stages: readonly object[] } };

const read = (file: string): File => parse(readFileSync(join(ROOT, file), 'utf8'));
const kindsOf = ({ assertions }: File) => new Set(assertions.map(({ kind }) => kind));

async function labKubeconfig(program: Program): Promise<string> {
  return (await program.run(['lab', 'kubeconfig'])).stdout.trim();
}

/** Another writer: whenever the press is at 0, it is scaled to 1 again. */
async function keepAtOne(kubeconfigPath: string, namespace: string, over: AbortSignal): Promise<void> {
  const connection = await connect({ kubeconfigPath });
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'fast-style-transfer-press', namespace };
  try {
    while (!over.aborted) {
      // It goes with the run, and a busy API server may not answer: neither is what is tried here.
      const found = await getObject<Deployment>(connection, ref).catch(() => undefined);
      if (found?.spec.replicas === 0 && found.metadata.deletionTimestamp === undefined)
        await scaleObject(connection, ref, 1).catch(() => undefined);
      await systemClock.sleep(50, over).catch(() => undefined);
    }
  } finally {
    await connection.close();
  }
}

/** Load from within the cluster, and CPU beside the GPU metric, on the lab of `program`. */
export function inClusterLoadTests(program: Program): void {
  /** A shipped scenario with a load no longer than it takes to scale out, so that few seconds are added here. */
  const shortened = (file: string, rate: number): string => {
    const scenario = read(file);
    const stages = [{ kind: 'hold', name: 'steady', rate, duration: '14s' }];
    // The runs beside this one hold GPUs too.
    const assertions = scenario.assertions
      .filter(({ kind }) => kind !== 'gpusReleased')
      .map((one) => (one.kind === 'scalesOut' ? { ...one, atLeast: 2 } : one));
    const path = join(program.labFolder, '..', `${scenario.name}.yaml`);
    writeFileSync(path, stringify({ ...scenario, load: { ...scenario.load, stages }, assertions }));
    return path;
  };
  const passes = async (file: string, rate: number) => {
    const { exitCode, stderr } = await program.run(
      ['run', shortened(file, rate), '--keep', '--reports', program.reports],
      { timeoutMs: 180_000 },
    );
    expect(exitCode, stderr).toBe(0);
    expect(stderr).not.toContain('could not clean up');
    const run = newestRun(program, read(file).name);
    return { result: resultOf(run), observations: recordOf(run).observations };
  };
  const leftIn = async (namespace: string) =>
    (
      await program.run([
        ...['lab', 'kubectl', '--', 'get', 'pods,deployments,jobs,configmaps', '-n', namespace, '-o', 'name'],
      ])
    ).stdout
      .split('\n')
      .filter((line) => line !== '' && line !== 'configmap/kube-root-ca.crt');

  it('S13, S16: the press passes the assertions of the k6 run from within the cluster; scaled to 0 it has stopped', async () => {
    const wanted = kindsOf(read('scenarios/fast-style-transfer.yaml'));
    expect(kindsOf(read('scenarios/press.yaml'))).toEqual(new Set([...wanted, 'loadStops']));
    const { result, observations } = await passes('scenarios/press.yaml', 9);
    expect(result.load).toMatchObject({ delivered: true, dropped: 0 });
    const stops = result.verdicts.find(({ assertion }) => assertion === 'loadStops');
    expect(stops?.observed).toMatch(
      /scaling Deployment pressed\/fast-style-transfer-press to 0\); stopped at .* process \d+ is gone/,
    );
    const pressed = observations.filter((seen) => seen.kind === 'request');
    expect(pressed.length).toBeGreaterThanOrEqual(126);
    expect(await leftIn('pressed')).toEqual([]);
  });

  it('S13: k6 as a Job passes the same assertions, and leaves its summary', async () => {
    expect(kindsOf(read('scenarios/k6-job.yaml'))).toEqual(kindsOf(read('scenarios/press.yaml')));
    const { result } = await passes('scenarios/k6-job.yaml', 9);
    expect(result.load).toMatchObject({ delivered: true, dropped: 0 });
    const summary = JSON.parse(readFileSync(join(newestRun(program, 'k6-job'), 'k6-summary.json'), 'utf8'));
    expect(summary.metrics.http_reqs.values.count).toBe(126);
    expect(await leftIn('k6-job')).toEqual([]);
  });

  it('S16: a press that somebody scales up again has not stopped: failed, and it is removed', async () => {
    const scenario = { ...read('scenarios/broken/press-never-stops.yaml'), name: 'press-is-back' };
    const [workload, load] = [
      { ...scenario.workload, namespace: 'press-is-back' },
      // Its pod takes its time to go, so that whoever scales it up again is not too late on a busy machine.
      { ...scenario.load, sender: { ...scenario.load.sender, terminationGrace: '20s' } },
    ];
    const path = join(program.labFolder, '..', 'press-is-back.yaml');
    writeFileSync(path, stringify({ ...scenario, workload, load }));
    const running = program.start(['run', path, '--keep', '--reports', program.reports]);
    await running.said('load starts');
    const over = new AbortController();
    const rival = keepAtOne(await labKubeconfig(program), 'press-is-back', over.signal);
    const { exitCode, stderr } = await running.finished;
    over.abort(new Error('the run is over'));
    await rival;
    expect(exitCode, stderr).toBe(1);
    const { verdicts } = resultOf(newestRun(program, 'press-is-back'));
    expect(verdicts.find(({ assertion }) => assertion === 'loadStops')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('wants 1 replicas again: somebody else scaled it up'),
    });
    expect(await leftIn('press-is-back')).toEqual([]);
  });

  it('S8: CPU and a GPU metric on one HPA work side by side, and each decision is recomputed from both', async () => {
    const { result, observations } = await passes('scenarios/mixed-metrics.yaml', 4);
    expect(result.audit).toMatchObject({ basis: 'reads', divergences: [] });
    const reads = observations.filter((seen) => seen.kind === 'hpaRead');
    const ofCpu = reads.filter(({ api, items }) => api === 'metrics.k8s.io' && items.length > 1);
    expect(ofCpu.length).toBeGreaterThan(10);
    const shown = observations.flatMap((seen) => (seen.kind === 'hpa' ? [seen.metrics] : []));
    // CPU is averaged over a longer time, and may rise when the GPUs are many already.
    expect(shown.some(([gpu, cpu]) => (gpu?.value ?? 0) > 20 && cpu?.value != null)).toBe(true);
    expect(shown.some(([gpu, cpu]) => gpu?.value != null && (cpu?.value ?? 0) > 0)).toBe(true);
    expect(shown[0]?.map(({ name, target }) => [name, target])).toEqual([
      ['DCGM_FI_DEV_GPU_UTIL', 20],
      ['cpu', 80],
    ]);
  });
}
