import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { type FakeApiServer, startFakeApiServer } from '../kube/fake-api-server.fixture.ts';
import { cleanRun } from './clean.ts';

const resource = (name: string, kind: string) => ({ name, kind, namespaced: true });
const RESOURCES: Readonly<Record<string, readonly object[]>> = {
  '/api/v1': [resource('pods', 'Pod'), resource('services', 'Service'), resource('configmaps', 'ConfigMap')],
  '/apis/apps/v1': [resource('deployments', 'Deployment')],
  '/apis/autoscaling/v2': [resource('horizontalpodautoscalers', 'HorizontalPodAutoscaler')],
};

let server: FakeApiServer;
let connection: KubeConnection;
let folder: string;
let status: number;

beforeEach(async () => {
  status = 200;
  server = await startFakeApiServer(({ path }, response) => {
    const resources = RESOURCES[path];
    const kind = status === 200 ? 'List' : 'Status';
    response.writeHead(status).end(JSON.stringify({ kind, resources, metadata: {}, items: [] }));
  });
  folder = await mkdtemp(join(tmpdir(), 'clean-test-'));
  const kubeconfigPath = join(folder, 'kubeconfig');
  await writeFile(kubeconfigPath, server.kubeconfig);
  connection = await connect({ kubeconfigPath });
});
afterEach(async () => {
  await connection.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

it('asks a cluster that has just gone away again, and cleans up when it is back', async () => {
  await server.stop();
  const cleaning = cleanRun(connection, 'run-1', systemClock, { namespace: 'ns' });
  await systemClock.sleep(700);
  expect(server.asked).toEqual([]);
  await server.start();
  expect(await cleaning).toEqual({ found: [], outcome: 'gone', left: [] });
});

it('takes a refusal for an answer, and says which', async () => {
  status = 401;
  const { left, outcome } = await cleanRun(connection, 'run-1', systemClock, { namespace: 'ns' });
  expect([left.length, outcome]).toEqual([1, 'unseen']);
  expect(left[0]).toMatch(/^objects of run run-1: GET \S+ was refused: 401/);
  expect(server.asked.length).toBeLessThan(10);
});
