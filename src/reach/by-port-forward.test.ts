import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { connect } from '../kube/connect.ts';
import { type FakeAnswer, startFakePrometheus } from '../prometheus/fake-prometheus.fixture.ts';
import { doorTo, type PrometheusDoor } from '../prometheus/prometheus-door.ts';
import { prometheusByPortForward } from './by-port-forward.ts';
import { type ForwardingApi, startForwardingApi } from './forwarding-api.fixture.ts';

const UP: FakeAnswer = { status: 'success', data: { version: '3.16.0' } };

let api: ForwardingApi;
let openAt: (port: number) => PrometheusDoor;
let door: PrometheusDoor;
let stops: (() => Promise<void>)[];

/** Puts a Prometheus into a pod behind the Service. */
async function startPod(name: string) {
  const prometheus = await startFakePrometheus(() => UP);
  stops.push(prometheus.stop);
  api.pods.set(name, Number(new URL(prometheus.url).port));
  return prometheus;
}

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scaleproof-forward-'));
  api = await startForwardingApi();
  writeFileSync(join(folder, 'kubeconfig'), api.kubeconfig);
  const connection = await connect({ kubeconfigPath: join(folder, 'kubeconfig') });
  rmSync(folder, { recursive: true });
  const service = {
    namespace: 'monitoring',
    name: 'prometheus',
    scheme: 'http',
    via: 'port-forward',
  } as const;
  const identity = { from: 'the token', renew: '', authorization: async () => 'Bearer s3cr3t' };
  openAt = (port) =>
    doorTo(
      prometheusByPortForward({ connection, clock: systemClock, identity, service: { ...service, port } }),
    );
  door = openAt(9090);
  stops = [() => door.close(), () => connection.close(), () => api.stop()];
});
afterEach(async () => {
  for (const stop of stops) await stop();
});

const patience = { timeoutMs: 5000 };

it('asks the pod behind the Service through streams that it keeps, and shows it what it is to be shown', async () => {
  const prometheus = await startPod('prometheus-0');
  for (let n = 0; n < 6; n++) expect(await door.version(patience)).toBe('3.16.0');
  expect(api.forwards.length).toBeLessThan(4);
  expect(prometheus.asked[2]?.headers).toMatchObject({
    host: 'prometheus.monitoring.svc:9090',
    authorization: 'Bearer s3cr3t',
  });
});

it('goes on with the next pod when the one that it asked is gone', async () => {
  const first = await startPod('prometheus-0');
  await door.version(patience);
  await first.stop();
  api.pods.clear();
  await startPod('prometheus-1');
  expect(await door.version(patience)).toBe('3.16.0');
  expect([api.forwards[0], api.forwards.at(-1)]).toEqual(['prometheus-0', 'prometheus-1']);
});

it('waits for a pod that comes a moment later', async () => {
  const asked = door.version(patience);
  await systemClock.sleep(300);
  await startPod('prometheus-1');
  expect(await asked).toBe('3.16.0');
});

it('says at its deadline what it last saw', async () => {
  const error = await door.version({ timeoutMs: 1000 }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ kind: 'network', hint: expect.stringContaining('get endpointslices') });
  expect(String(error)).toContain(
    'no port-forward to Service monitoring/prometheus:9090 for 850 ms: Service monitoring/prometheus has no ready pod',
  );
});

it('does not wait where it is forbidden, and names the role', async () => {
  await startPod('prometheus-0');
  api.forbid();
  const error = await door.version(patience).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ kind: 'identity', hint: expect.stringContaining('pods/portforward') });
  expect(String(error)).toContain('pods/portforward is forbidden');
  expect(api.forwards).toHaveLength(1);
});

it('does not wait for a port that the Service has not got, and names those that it has', async () => {
  await startPod('prometheus-0');
  const other = openAt(9091);
  stops.unshift(() => other.close());
  await expect(other.version({ timeoutMs: 60_000 })).rejects.toThrow(
    'no port-forward to Service monitoring/prometheus:9091: Service monitoring/prometheus has no port 9091; it has 9090',
  );
});
