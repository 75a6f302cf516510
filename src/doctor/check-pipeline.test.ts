import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connect } from '../kube/connect.ts';
import { startFakeApiServer } from '../kube/fake-api-server.fixture.ts';
import { METRIC_PROFILES } from '../metric/catalogue.ts';
import { PROFILES } from '../plan/timing.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { buildExporter } from '../workload/monitoring/exporter.ts';
import { pipelinePartsOf } from '../workload/pipeline-parts.ts';
import { checkPipeline } from './check-pipeline.ts';

it.each(METRIC_PROFILES)(
  'an exporter of profile $name that has no node to run on asks for the labels that its own pods select',
  async (profile) => {
    const stages = [{ kind: 'hold' as const, name: 'only', rate: 1, duration: '1s' }];
    const hpa = { metric: { profile: profile.name } };
    const scenario = scenarioSchema.parse({
      name: 'any',
      hpa,
      load: { stages },
      assertions: [{ kind: 'replicasWithin' }],
    });
    const parts = pipelinePartsOf(scenario, PROFILES.compressed);
    const [daemonSet] = buildExporter(parts).filter(({ kind }) => kind === 'DaemonSet');
    const api = await startFakeApiServer(({ path }, response) => {
      const isKnown = path === '/apis/apps/v1' || path.includes('/daemonsets/');
      const body = path.includes('/daemonsets/')
        ? { ...daemonSet, status: { desiredNumberScheduled: 0 } }
        : {
            kind: 'APIResourceList',
            resources: [{ name: 'daemonsets', kind: 'DaemonSet', namespaced: true }],
          };
      response
        .writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' })
        .end(JSON.stringify(body));
    });
    const folder = await mkdtemp(join(tmpdir(), 'check-pipeline-'));
    await writeFile(join(folder, 'kubeconfig'), api.kubeconfig);
    const connection = await connect({ kubeconfigPath: join(folder, 'kubeconfig') });
    try {
      const checks = await checkPipeline({ connection, parts, now: 0, signal: AbortSignal.timeout(10_000) });
      const runs = checks.find(({ id }) => id === 'exporter-runs');
      const labels = Object.entries(profile.nodeLabels).map((pair) => pair.join('='));
      expect(runs).toMatchObject({ status: 'missing', fix: expect.stringContaining(labels.join(' and ')) });
    } finally {
      await connection.close();
      await api.stop();
      await rm(folder, { recursive: true });
    }
  },
);
