import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { makePortForwarder } from '../lab/network/kubelet-port-forward.ts';
import { type FakeAnswer, startFakePrometheus } from '../prometheus/fake-prometheus.ts';
import { doorTo, type PrometheusDoor } from '../prometheus/prometheus-door.ts';
import { prometheusByPortForward } from './by-port-forward.ts';

type Prometheus = Awaited<ReturnType<typeof startFakePrometheus>>;

const FORWARD = '/api/v1/namespaces/monitoring/pods/';
const UP: FakeAnswer = { status: 'success', data: { version: '3.16.0' } };

let folder: string;
let api: Server;
let connection: KubeConnection;
let door: PrometheusDoor;
/** What runs behind the Service, by the name of its pod; the first is the ready one. */
let pods: Map<string, Prometheus>;
let forbidden: boolean;
let forwards: string[];

/** The API server's side: Service and EndpointSlices from `pods`, and the lab's own kubelet for streams. */
async function startApi(): Promise<Server> {
  const forwardPort = makePortForwarder(({ name }) => (pods.has(name) ? '127.0.0.1' : undefined));
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const [pod, prometheus] = [...pods][0] ?? [];
    const port = Number(URL.parse(prometheus?.url ?? '')?.port);
    const endpoints =
      pod === undefined ? [] : [{ addresses: ['10.0.0.1'], targetRef: { kind: 'Pod', name: pod } }];
    const body = path.startsWith(FORWARD)
      ? { kind: 'Status', code: 403, reason: 'Forbidden', message: 'pods/portforward is forbidden' }
      : path.includes('endpointslices')
        ? { items: [{ addressType: 'IPv4', ports: [{ name: 'web', port }], endpoints }] }
        : { spec: { ports: [{ name: 'web', port: 9090 }] } };
    response.writeHead('code' in body ? 403 : 200).end(JSON.stringify(body));
  });
  server.on('upgrade', (request, socket, head) => {
    const [, pod, query] = /pods\/([^/]+)\/portforward\?ports=(\d+)/.exec(request.url ?? '') ?? [];
    forwards.push(pod ?? '');
    if (forbidden) return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    // The API server says `port` to a kubelet where a client has said `ports`.
    request.url = `/portForward/monitoring/${pod}?port=${query}`;
    forwardPort(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-forward-'));
  [forbidden, forwards] = [false, []];
  pods = new Map([['prometheus-0', await startFakePrometheus(() => UP)]]);
  api = await startApi();
  const file = join(folder, 'kubeconfig');
  const server = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const context = { name: 'c', context: { cluster: 'c', user: 'c' } };
  const config = {
    contexts: [context],
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'c', user: {} }],
  };
  writeFileSync(file, JSON.stringify(config));
  connection = await connect({ kubeconfigPath: file });
  const service = {
    namespace: 'monitoring',
    name: 'prometheus',
    port: 9090,
    scheme: 'http',
    via: 'port-forward',
  } as const;
  const identity = { from: 'the token', renew: '', authorization: async () => 'Bearer s3cr3t' };
  door = doorTo(prometheusByPortForward({ connection, clock: systemClock, service, identity }));
});
afterEach(async () => {
  await door.close();
  await connection.close();
  await Promise.all([...pods.values()].map(({ stop }) => stop()));
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
  rmSync(folder, { recursive: true });
});

const patience = { timeoutMs: 5000 };

it('asks the pod behind the Service through streams that it keeps, and shows it what it is to be shown', async () => {
  for (let n = 0; n < 6; n++) expect(await door.version(patience)).toBe('3.16.0');
  expect(forwards.length).toBeLessThan(4);
  expect(pods.get('prometheus-0')?.asked[2]?.headers).toMatchObject({
    host: 'prometheus.monitoring.svc:9090',
    authorization: 'Bearer s3cr3t',
  });
});

it('goes on with the next pod when the one that it asked is gone', async () => {
  await door.version(patience);
  await pods.get('prometheus-0')?.stop();
  pods = new Map([['prometheus-1', await startFakePrometheus(() => UP)]]);
  expect(await door.version(patience)).toBe('3.16.0');
  expect([forwards[0], forwards.at(-1)]).toEqual(['prometheus-0', 'prometheus-1']);
});

it('waits for a pod that comes a moment later', async () => {
  const [first] = pods.values();
  pods = new Map();
  const asked = door.version(patience);
  setTimeout(() => pods.set('prometheus-1', first!), 300);
  expect(await asked).toBe('3.16.0');
});

it('says at its deadline what it last saw', async () => {
  await pods.get('prometheus-0')?.stop();
  pods.clear();
  const error = await door.version({ timeoutMs: 1000 }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ kind: 'network', hint: expect.stringContaining('get endpointslices') });
  expect(String(error)).toContain(
    'no port-forward to Service monitoring/prometheus:9090 for 850 ms: Service monitoring/prometheus has no ready pod',
  );
});

it('does not wait where it is forbidden, and names the role', async () => {
  forbidden = true;
  const error = await door.version(patience).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ kind: 'identity', hint: expect.stringContaining('pods/portforward') });
  expect(String(error)).toContain('pods/portforward is forbidden');
  expect(forwards).toHaveLength(1);
});
