import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { type FakeApiServer, startFakeApiServer } from '../kube/fake-api-server.fixture.ts';
import { openPrometheus } from '../prometheus/prometheus-door.ts';
import type { ResourcePermission } from './permission.ts';
import { isDoomed, preflight } from './preflight.ts';
import { reviewPermissions } from './review-permissions.ts';
import { scenarioOf } from './scenario.fixture.ts';

const signal = new AbortController().signal;
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function connected(
  answer: Parameters<typeof startFakeApiServer>[0],
): Promise<[FakeApiServer, KubeConnection]> {
  const server = await startFakeApiServer(answer);
  const kubeconfigPath = join(mkdtempSync(join(tmpdir(), 'doctor-test-')), 'kubeconfig');
  writeFileSync(kubeconfigPath, server.kubeconfig);
  const connection = await connect({ kubeconfigPath });
  open.push(
    () => connection.close(),
    () => server.stop(),
    async () => rmSync(join(kubeconfigPath, '..'), { recursive: true }),
  );
  return [server, connection];
}

const PATCH: ResourcePermission = {
  verb: 'patch',
  group: 'apps',
  resource: 'deployments',
  name: 'painter',
  namespace: 'gallery',
  need: 'run',
  why: 'apply it',
};

it('asks for exactly what is needed, and takes the answer of the API server', async () => {
  const [server, connection] = await connected((asked, response) => {
    const { spec } = JSON.parse(asked.body);
    const allowed = spec.nonResourceAttributes !== undefined;
    response.writeHead(201).end(JSON.stringify({ status: { allowed, reason: allowed ? '' : 'no rule' } }));
  });
  const version = { verb: 'get', path: '/version', need: 'run', why: 'see' } as const;
  const reviewed = await reviewPermissions(connection, [PATCH, version], { signal, assertsGpus: false });
  expect(reviewed.map(({ check }) => [check.status, check.dooms])).toEqual([
    ['missing', true],
    ['ok', false],
  ]);
  expect(reviewed[0]?.check.seen).toBe('not allowed: no rule; needed to apply it');
  expect(server.asked.map(({ body }) => JSON.parse(body).spec)).toContainEqual({
    resourceAttributes: {
      verb: 'patch',
      group: 'apps',
      resource: 'deployments',
      name: 'painter',
      namespace: 'gallery',
    },
  });
});

it('a review that is itself forbidden is unknown with the reason, never ok', async () => {
  const [, connection] = await connected((_asked, response) => {
    response
      .writeHead(403)
      .end(JSON.stringify({ kind: 'Status', reason: 'Forbidden', message: 'no reviews' }));
  });
  const [reviewed] = await reviewPermissions(connection, [PATCH], { signal, assertsGpus: false });
  expect(reviewed?.check).toMatchObject({ status: 'unknown', dooms: false });
  expect(reviewed?.check.seen).toContain('no reviews');
});

it.each([
  ['gpus', true, true],
  ['gpus', false, false],
  ['insight', true, false],
] as const)(
  'a missing permission for %s dooms the run that asserts GPUs %s: %s',
  async (need, assertsGpus, dooms) => {
    const [, connection] = await connected((_asked, response) => {
      response.writeHead(201).end(JSON.stringify({ status: { allowed: false } }));
    });
    const [reviewed] = await reviewPermissions(connection, [{ ...PATCH, need }], { signal, assertsGpus });
    expect(reviewed?.check.dooms).toBe(dooms);
  },
);

it('where everything but the reviews is forbidden, no check is ok, and Prometheus that is not there dooms', async () => {
  const [, connection] = await connected((asked, response) => {
    if (asked.path === '/version') response.writeHead(200).end('{}');
    else
      response
        .writeHead(403)
        .end(JSON.stringify({ kind: 'Status', reason: 'Forbidden', message: 'forbidden' }));
  });
  const exporter = openPrometheus({ url: 'http://127.0.0.1:9' });
  const prometheus = { exporter, adapter: undefined };
  const spec = { connection, prometheus, scenario: scenarioOf(), clock: systemClock, signal, ignore: [] };
  const result = await preflight(spec);
  expect(result.checks.filter(({ status }) => status === 'ok')).toEqual([]);
  expect(result.checks.filter(({ status }) => status === 'missing').map(({ id }) => id)).toEqual([
    'prometheus-answers',
  ]);
  expect(isDoomed(result)).toBe(true);
  expect(isDoomed(await preflight({ ...spec, ignore: ['prometheus-answers'] }))).toBe(false);
});

it('an API server that does not answer is an error at once, because all would be unknown', async () => {
  const [server, connection] = await connected(() => {});
  await server.stop();
  const exporter = openPrometheus({ url: 'http://127.0.0.1:9' });
  const prometheus = { exporter, adapter: undefined };
  await expect(
    preflight({ connection, prometheus, scenario: scenarioOf(), clock: systemClock, signal, ignore: [] }),
  ).rejects.toThrow('got no answer');
});
