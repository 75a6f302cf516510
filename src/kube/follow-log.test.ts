import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { connect, type KubeConnection } from './connect.ts';
import { type FakeApiServer, startFakeApiServer } from './fake-api-server.fixture.ts';
import { followLog, readLog } from './follow-log.ts';

const REF = { namespace: 'ns', pod: 'press', container: 'sender' };
let folder: string;
let server: FakeApiServer;
let connection: KubeConnection;
/** What each call is answered with: a status, and text after which the connection is cut. */
let answers: { readonly status: number; readonly text: string }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scaleproof-log-'));
  answers = [];
  server = await startFakeApiServer((_, response) => {
    const { status, text } = answers.shift() ?? { status: 400, text: 'waiting to start' };
    response.writeHead(status);
    response.write(text, () => (status === 200 ? response.destroy() : response.end()));
  });
  const path = join(folder, 'kubeconfig');
  await writeFile(path, server.kubeconfig);
  connection = await connect({ kubeconfigPath: path });
});
afterEach(async () => {
  await connection.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

it('goes on from its start when a log breaks off, and waits for one that is not there yet', async () => {
  answers = [
    { status: 400, text: 'container "sender" is waiting to start' },
    { status: 200, text: 'one\ntwo\nthr' },
    { status: 200, text: 'one\ntwo\nthree\n' },
  ];
  const over = new AbortController();
  const lines: string[] = [];
  await followLog(
    connection,
    systemClock,
    REF,
    (line) => {
      lines.push(line);
      if (line === 'three') over.abort(new Error('seen'));
    },
    over.signal,
  );
  expect(lines).toEqual(['one', 'two', 'one', 'two', 'three']);
  expect(server.asked[0]).toMatchObject({ method: 'GET', path: '/api/v1/namespaces/ns/pods/press/log' });
  expect(server.asked[0]!.query.get('follow')).toBe('true');
  expect(server.asked[0]!.query.get('container')).toBe('sender');
});

it('tells that the log of a container that has ended is not to be had', async () => {
  await expect(readLog(connection, REF)).rejects.toThrow('waiting to start');
});
