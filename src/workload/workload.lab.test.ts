import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemFiles } from '../host/files.ts';
import { getObject, listObjects } from '../kube/access.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { labUp } from '../lab/lab.ts';
import { labDown } from '../lab/lab-down.ts';
import { defaultCacheFolder } from '../lab/lab-folder.ts';
import { PROFILES } from '../plan/timing.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { applyPipeline, waitForPipeline } from './apply-pipeline.ts';
import { applyWorkload } from './apply-workload.ts';
import { cleanRun } from './clean.ts';
import { cleanPipeline } from './clean-pipeline.ts';
import { findLeftovers } from './leftovers.ts';
import { pipelinePartsOf } from './pipeline-parts.ts';
import { waitForRollout } from './rollout.ts';
import { verifyCustomMetrics } from './verify-custom-metrics.ts';

const folder = mkdtempSync(join(tmpdir(), 'scaleproof-workload-test-'));
const clock = systemClock;
const RUN = '20260101-000000-abcd';
const scenario = scenarioSchema.parse({
  name: 'workload-on-a-lab',
  load: { stages: [{ kind: 'hold', name: 'hold', rate: 1, duration: '1s' }] },
  assertions: [{ kind: 'noRequestLost' }],
});
const parts = pipelinePartsOf(scenario, PROFILES.compressed);
const PODS = [
  { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'dcgm-exporter', namespace: 'gpu-monitoring' },
  { apiVersion: 'apps/v1', kind: 'Deployment', name: 'prometheus', namespace: 'gpu-monitoring' },
  { apiVersion: 'apps/v1', kind: 'Deployment', name: 'prometheus-adapter', namespace: 'custom-metrics' },
] as const;

describe('the workload and the metrics pipeline on a real control plane', () => {
  let connection: KubeConnection;
  const generations = async () =>
    Promise.all(PODS.map(async (ref) => (await getObject<KubeObject>(connection, ref))?.metadata.generation));

  beforeAll(async () => {
    const lab = await labUp({
      profile: 'compressed',
      gpuNodes: { count: 2, gpusPerNode: 2 },
      folder,
      cacheFolder: defaultCacheFolder(process.env, homedir()),
      host: { platform: process.platform, cpus: 2, files: systemFiles, env: process.env },
      clock,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    connection = await connect({ kubeconfigPath: lab.kubeconfig, context: lab.context });
  });
  afterAll(async () => {
    await connection?.close();
    await labDown({ folder, clock });
    rmSync(folder, { recursive: true });
  });

  it('come up, and the GPU metric of a serving pod is served by custom.metrics.k8s.io', async () => {
    await applyPipeline(connection, clock, parts);
    const refs = await applyWorkload(connection, clock, { scenario, runId: RUN });
    await waitForPipeline(connection, clock, parts, { deadlineMs: 60_000 });
    await waitForRollout(connection, clock, { ...refs, deadlineMs: 30_000 });
    const { values } = await verifyCustomMetrics(connection, clock, {
      namespace: refs.namespace,
      metric: scenario.hpa.metric.name,
      deadlineMs: 60_000,
    });
    const pods = await listObjects(connection, { apiVersion: 'v1', kind: 'Pod', namespace: refs.namespace });
    expect(values).toEqual(pods.map((pod) => ({ pod: pod.metadata.name, value: '0' })));
  });

  it('are not touched by applying the pipeline again, and only what reads a changed rule restarts', async () => {
    const before = await generations();
    await applyPipeline(connection, clock, parts);
    expect(await generations()).toEqual(before);
    await applyPipeline(connection, clock, {
      ...parts,
      pipeline: { ...parts.pipeline, adapterSeries: 'NO_SUCH_SERIES' },
    });
    expect(await generations()).toEqual([before[0], before[1], before[2]! + 1]);
    await waitForPipeline(connection, clock, parts, { deadlineMs: 60_000 });
  });

  it('say which hop is missing when the rule asks for a series that is not there', async () => {
    const verified = verifyCustomMetrics(connection, clock, {
      namespace: scenario.workload.namespace,
      metric: scenario.hpa.metric.name,
      deadlineMs: 6000,
    });
    await expect(verified).rejects.toThrow('its discovery lists no pods/DCGM_FI_DEV_GPU_UTIL');
  });

  it('refuse a second run of the same workload, which then leaves nothing', async () => {
    const second = applyWorkload(connection, clock, { scenario, runId: '20260101-000000-ffff' });
    await expect(second).rejects.toThrow(`belongs to run ${RUN}`);
    expect((await findLeftovers(connection)).map((left) => left.runId)).toEqual([RUN]);
  });

  it('are gone after cleaning, and what is not ours is still there', async () => {
    const foreign = { kind: 'ConfigMap', metadata: { name: 'of-somebody-else' } };
    await connection.request('POST', `/api/v1/namespaces/${scenario.workload.namespace}/configmaps`, {
      body: foreign,
    });
    expect(await cleanRun(connection, RUN, clock)).toEqual([]);
    expect(await findLeftovers(connection)).toEqual([]);
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: scenario.workload.namespace };
    expect(await getObject(connection, namespace)).toBeDefined();
    expect(await cleanPipeline(connection, clock, parts)).toEqual([]);
    for (const ref of PODS) expect(await getObject(connection, ref)).toBeUndefined();
  });
});
