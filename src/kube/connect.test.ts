import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { deleteObject, getObject, listObjects, waitForGone } from './access.ts';
import { applyObject } from './apply.ts';
import { connect, type KubeConnection } from './connect.ts';
import { type Asked, type FakeApiServer, startFakeApiServer } from './fake-api-server.fixture.ts';
import type { KubeObject } from './objects.ts';

const APPS = {
  kind: 'APIResourceList',
  resources: [
    { name: 'deployments', kind: 'Deployment', namespaced: true },
    { name: 'deployments/scale', kind: 'Scale', namespaced: true },
  ],
};
const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'serving', namespace: 'ns' },
  spec: {},
};

describe('a connection', () => {
  let server: FakeApiServer;
  let connection: KubeConnection;
  let folder: string;
  let answers: Map<string, (asked: Asked) => { status: number; body: unknown } | undefined>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scaleproof-connect-'));
    answers = new Map([['GET /apis/apps/v1', () => ({ status: 200, body: APPS })]]);
    server = await startFakeApiServer((asked, response) => {
      const answer = answers.get(`${asked.method} ${asked.path}`);
      if (!answer) {
        response.writeHead(404).end(JSON.stringify({ kind: 'Status', code: 404, reason: 'NotFound' }));
        return;
      }
      const said = answer(asked);
      if (said) response.writeHead(said.status).end(JSON.stringify(said.body));
    });
    await writeFile(join(folder, 'kubeconfig'), server.kubeconfig);
    connection = await connect({ kubeconfigPath: join(folder, 'kubeconfig') });
  });
  afterEach(async () => {
    await connection.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it("takes server, namespace and credentials from the kubeconfig's only context", async () => {
    answers.set('GET /version', () => ({ status: 200, body: { gitVersion: 'v1.36.3' } }));
    const answer = await connection.request<{ gitVersion: string }>('GET', '/version', {
      query: { a: 1, b: undefined },
    });
    expect(answer.body.gitVersion).toBe('v1.36.3');
    expect(connection).toMatchObject({ context: 'fake', namespace: 'there' });
    expect(server.asked[0]!.headers.authorization).toBe('Bearer secret-token');
    expect([...server.asked[0]!.query]).toEqual([['a', '1']]);
  });

  it('never guesses between two contexts, and names those that there are', async () => {
    const config = JSON.parse(server.kubeconfig);
    config.contexts.push({ ...config.contexts[0], name: 'production' });
    await writeFile(join(folder, 'two'), JSON.stringify(config));
    await expect(connect({ kubeconfigPath: join(folder, 'two') })).rejects.toThrow(/it has fake, production/);
    await expect(connect({ kubeconfigPath: join(folder, 'two'), context: 'prod' })).rejects.toThrow(
      /no context prod/,
    );
    const picked = await connect({ kubeconfigPath: join(folder, 'two'), context: 'production' });
    expect(picked.context).toBe('production');
    await picked.close();
  });

  it('refuses a server that it is told not to verify, and says what to write instead', async () => {
    const config = JSON.parse(server.kubeconfig);
    config.clusters[0].cluster = { server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true };
    await writeFile(join(folder, 'insecure'), JSON.stringify(config));
    await expect(connect({ kubeconfigPath: join(folder, 'insecure') })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('says insecure-skip-tls-verify'),
      hint: expect.stringContaining('certificate-authority'),
    });
  });

  it('reads a token file again for each request, and files beside the kubeconfig', async () => {
    const config = JSON.parse(server.kubeconfig);
    config.users[0].user = { tokenFile: 'token' };
    await writeFile(join(folder, 'by-file'), JSON.stringify(config));
    await writeFile(join(folder, 'token'), 'first\n');
    answers.set('GET /version', () => ({ status: 200, body: {} }));
    const byFile = await connect({ kubeconfigPath: join(folder, 'by-file') });
    await byFile.request('GET', '/version');
    await writeFile(join(folder, 'token'), 'second\n');
    await byFile.request('GET', '/version');
    await byFile.close();
    expect(server.asked.map((asked) => asked.headers.authorization)).toEqual([
      'Bearer first',
      'Bearer second',
    ]);
  });

  it('runs the exec plug-in that a kubeconfig names', async () => {
    const config = JSON.parse(server.kubeconfig);
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'made' },
    };
    const exec = {
      apiVersion: credential.apiVersion,
      command: 'echo',
      args: [JSON.stringify(credential)],
      interactiveMode: 'Never',
    };
    config.users[0].user = { exec };
    await writeFile(join(folder, 'by-exec'), JSON.stringify(config));
    answers.set('GET /version', () => ({ status: 200, body: {} }));
    const byExec = await connect({ kubeconfigPath: join(folder, 'by-exec') });
    await byExec.request('GET', '/version');
    await byExec.close();
    expect(server.asked[0]!.headers.authorization).toBe('Bearer made');
  });

  it('says which request was refused, why, and what to try', async () => {
    answers.set('GET /api/v1/nodes', () => ({
      status: 403,
      body: { kind: 'Status', reason: 'Forbidden', message: 'user tester cannot list nodes' },
    }));
    await expect(connection.request('GET', '/api/v1/nodes')).rejects.toMatchObject({
      status: 403,
      reason: 'Forbidden',
      message: 'GET /api/v1/nodes was refused: 403 Forbidden: user tester cannot list nodes',
      hint: expect.stringContaining('permission'),
    });
  });

  it('takes silence and a refused connection for no answer', async () => {
    answers.set('GET /slow', () => undefined);
    await expect(connection.request('GET', '/slow', { timeoutMs: 50 })).rejects.toMatchObject({
      status: 0,
      reason: 'Timeout',
    });
    await server.stop();
    await expect(connection.request('GET', '/slow')).rejects.toMatchObject({ status: 0, reason: 'NoAnswer' });
  });

  it('applies by server-side apply as manager scaleproof, asking discovery once', async () => {
    const path = '/apis/apps/v1/namespaces/ns/deployments/serving';
    answers.set(`PATCH ${path}`, () => ({ status: 200, body: deployment }));
    await applyObject(connection, deployment);
    await applyObject(connection, deployment, { force: true, dryRun: true });
    const [discovery, first, second] = server.asked;
    expect(server.asked).toHaveLength(3);
    expect(discovery!.path).toBe('/apis/apps/v1');
    expect(first!.headers['content-type']).toBe('application/apply-patch+yaml');
    expect([...first!.query]).toEqual([
      ['fieldManager', 'scaleproof'],
      ['force', 'false'],
    ]);
    expect(second!.query.get('force')).toBe('true');
    expect(second!.query.get('dryRun')).toBe('All');
  });

  it('names manager and field when another manager owns a field', async () => {
    answers.set('PATCH /apis/apps/v1/namespaces/ns/deployments/serving', () => ({
      status: 409,
      body: {
        kind: 'Status',
        reason: 'Conflict',
        message: 'Apply failed with 1 conflict',
        details: {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "kubectl" using apps/v1',
              field: '.spec.replicas',
            },
          ],
        },
      },
    }));
    await expect(applyObject(connection, deployment)).rejects.toThrow(
      'Deployment ns/serving was not applied: others own .spec.replicas ("kubectl" using apps/v1)',
    );
  });

  it('tells an absent object from a refusal, and gives list items their kind', async () => {
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'ns', name: 'serving' };
    expect(await getObject(connection, ref)).toBeUndefined();
    expect(await deleteObject(connection, ref)).toBe('absent');
    answers.set('GET /apis/apps/v1/deployments', () => ({
      status: 200,
      body: {
        apiVersion: 'apps/v1',
        kind: 'DeploymentList',
        metadata: {},
        items: [{ metadata: { name: 'x' } }],
      },
    }));
    const listed = await listObjects(connection, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      labelSelector: 'a=b',
    });
    expect(listed).toEqual([{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } }]);
    expect(server.asked.at(-1)!.query.get('labelSelector')).toBe('a=b');
    await expect(getObject(connection, { ...ref, kind: 'Deploymint' })).rejects.toThrow(
      'serves no Deploymint',
    );
  });

  it('says at the deadline what keeps an object from going', async () => {
    const held = {
      ...deployment.metadata,
      deletionTimestamp: '2026-01-01T00:00:00Z',
      finalizers: ['example/never'],
    };
    answers.set('GET /apis/apps/v1/namespaces/ns/deployments/serving', () => ({
      status: 200,
      body: { ...deployment, metadata: held },
    }));
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'ns', name: 'serving' };
    await expect(waitForGone(connection, systemClock, ref, { deadlineMs: 120 })).rejects.toThrow(
      /Deployment ns\/serving was not gone .* held by finalizers example\/never/,
    );
  });
});
