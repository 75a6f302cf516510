import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerSpec } from './pod-spec.ts';
import { probeOnce } from './probe.ts';

const POD_IP = '10.0.0.1';
let server: Server;
let container: ContainerSpec;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/slow') return;
    response.writeHead(request.url === '/moved' ? 302 : request.url === '/ok' ? 200 : 503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const containerPort = (server.address() as AddressInfo).port;
  container = { name: 'c', image: 'i', ports: [{ name: 'http', containerPort }] };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string) => probeOnce({ httpGet: { path, port: 'http' } }, container, POD_IP);

describe('probeOnce', () => {
  it('calls 200 to 399 healthy and says what else was answered', async () => {
    expect(await get('/ok')).toEqual({ ok: true });
    expect(await get('/moved')).toEqual({ ok: true });
    expect(await get('/no')).toMatchObject({ ok: false, detail: expect.stringContaining('statuscode: 503') });
  });

  it('gives up after timeoutSeconds', async () => {
    const probe = { httpGet: { path: '/slow', port: 'http' }, timeoutSeconds: 0.05 };
    const result = await probeOnce(probe, container, POD_IP);
    expect(result).toMatchObject({ ok: false, detail: expect.stringContaining('no answer within 50 ms') });
  });

  it('calls an open port healthy and a closed one not', async () => {
    expect(await probeOnce({ tcpSocket: { port: 'http' } }, container, POD_IP)).toEqual({ ok: true });
    expect(await probeOnce({ tcpSocket: { port: 1 } }, container, POD_IP)).toMatchObject({ ok: false });
  });
});
