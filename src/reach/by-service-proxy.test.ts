import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { type FakeApiServer, startFakeApiServer } from '../kube/fake-api-server.fixture.ts';
import { doorTo, type PrometheusDoor } from '../prometheus/prometheus-door.ts';
import { prometheusByServiceProxy } from './by-service-proxy.ts';

let folder: string;
let server: FakeApiServer;
let connection: KubeConnection;
let door: PrometheusDoor;
let answer: { readonly status: number; readonly body: object };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-proxy-'));
  server = await startFakeApiServer((_, response) =>
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body)),
  );
  writeFileSync(join(folder, 'kubeconfig'), server.kubeconfig);
  connection = await connect({ kubeconfigPath: join(folder, 'kubeconfig') });
  const service = { namespace: 'monitoring', name: 'prometheus', port: 9090, path: '/prom/' } as const;
  door = doorTo(prometheusByServiceProxy(connection, { ...service, scheme: 'https', via: 'proxy' }));
});
afterEach(async () => {
  await connection.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

it('asks every question with a GET below the path of the proxy, so that one verb on one name is enough', async () => {
  answer = { status: 200, body: { status: 'success', data: { resultType: 'vector', result: [] } } };
  await door.instantQuery('up', { timeoutMs: 2000 });
  expect(
    server.asked.map(({ method, path, query }) => [method, path, query.get('query'), query.get('time')]),
  ).toEqual([
    [
      'GET',
      '/api/v1/namespaces/monitoring/services/https:prometheus:9090/proxy/prom/api/v1/query',
      'up',
      null,
    ],
  ]);
});

it.each([
  [401, 'Unauthorized', 'identity', /log in again/],
  [
    403,
    'services "https:prometheus:9090" is forbidden',
    'identity',
    /rbac FILE prints the role.*services\/proxy/,
  ],
  [404, 'services "prometheus" not found', 'network', /namespace and name of the Service/],
  [503, 'no endpoints available for service "prometheus"', 'network', /pods of the Service are ready/],
])(
  'tells a %i of the API server from one of Prometheus, with what to do',
  async (status, message, kind, hint) => {
    answer = { status, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, message } };
    const error = await door.version({ timeoutMs: 2000 }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind, status, hint: expect.stringMatching(hint) });
    expect(String(error)).toContain(
      `Service monitoring/prometheus:9090 through the API server: the API server answered ${status}: ${message}`,
    );
  },
);

it('quotes what Prometheus itself refuses in its own words', async () => {
  answer = { status: 400, body: { status: 'error', errorType: 'bad_data', error: 'parse error' } };
  const asked = door.instantQuery('up{', { timeoutMs: 2000 });
  await expect(asked).rejects.toThrow('query up{ was refused by Prometheus: 400 bad_data: parse error');
});
