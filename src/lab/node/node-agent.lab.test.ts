import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollUntil } from '../../clock/poll.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { systemFiles } from '../../host/files.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { PROFILES } from '../../plan/timing.ts';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { createNodes } from '../control-plane/create-nodes.ts';
import { gpuNodeName } from '../control-plane/lab-nodes.ts';
import { type GpuHost, startGpuHost } from '../gpu/gpu-host.ts';
import { defaultCacheFolder, labPaths } from '../lab-folder.ts';
import { startEgressProxy } from '../network/egress-proxy.ts';
import { loopbackOf } from '../running-lab.ts';
import { startServiceProxy } from '../service-proxy/service-proxy.ts';
import { buildToolchain } from '../toolchain/toolchain.ts';
import { type NodeAgent, startNodeAgent } from './node-agent.ts';
import type { Pod } from './pod-spec.ts';

const NODE = gpuNodeName(0);
const PODS = '/api/v1/namespaces/default/pods';
const stops = new AsyncDisposableStack();
const stopped = new AbortController();
const processes = new Set<number>();
let connection: KubeConnection;
let gpuHost: GpuHost;
let agent: NodeAgent;
let podsFolder: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-'));
  stops.defer(() => rm(folder, { recursive: true, force: true }));
  const paths = labPaths(folder);
  podsFolder = paths.pods;
  await Promise.all([paths.pods, paths.sockets].map((path) => mkdir(path, { recursive: true })));
  const { signal } = stopped;
  const toolchain = await buildToolchain({
    cacheFolder: defaultCacheFolder(process.env, homedir()),
    platform: process.platform,
    cpus: availableParallelism(),
    files: systemFiles,
    clock: systemClock,
    signal,
    onProgress: () => {},
  });
  const egressSocket = join(paths.sockets, 'egress.sock');
  const egress = await startEgressProxy(egressSocket);
  stops.defer(() => egress.close());
  const shared = { clock: systemClock, signal, binaries: toolchain.binaries };
  connection = await startControlPlane({ ...shared, paths, timing: PROFILES.compressed, egressSocket });
  stops.defer(() => connection.close());
  stops.defer(() => stopControlPlane(paths.controlPlanePids));
  await createNodes(connection, { count: 1, gpusPerNode: 2 }, toolchain.versions['kube-apiserver'] ?? '');
  gpuHost = await startGpuHost({
    nodes: [{ name: NODE, gpus: 2 }],
    clock: systemClock,
    socketFolder: paths.sockets,
  });
  stops.defer(() => gpuHost.stop());
  agent = await startNodeAgent({
    ...shared,
    connection,
    kubeconfigPath: paths.kubeconfig,
    labFolder: folder,
    podsFolder,
    nodes: [NODE],
    gpuHost,
    proxyUrl: 'http://127.0.0.1:9',
    // Beside a lab that may run: that one has 10.244.
    podRange: '10.230.0.0/16',
    onProcess: (pid, change) => (change === 'started' ? processes.add(pid) : processes.delete(pid)),
    log: () => {},
  });
  stops.defer(() => agent.stop());
});
afterAll(() => stops.disposeAsync());

async function stopControlPlane(pidFolder: string): Promise<void> {
  for (const file of await systemFiles.list(pidFolder)) {
    process.kill(Number(await readFile(join(pidFolder, file), 'utf8')), 'SIGKILL');
  }
}

function servingPod(name: string, change: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 5,
      containers: [
        {
          name: 'serving',
          image: 'scaleproof/fast-style-transfer-serving:1.0.0',
          ports: [{ name: 'http', containerPort: 5000 }],
          env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
          resources: { limits: { 'nvidia.com/gpu': '1' } },
          startupProbe: { tcpSocket: { port: 'http' }, periodSeconds: 1, failureThreshold: 30 },
          readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 1 },
          ...change,
        },
      ],
    },
  };
}

async function create(pod: object): Promise<void> {
  const made = () => connection.request('POST', PODS, { body: pod });
  // The service account controller makes the namespace's account a moment after the control plane is up.
  const done = await pollUntil(systemClock, 10_000, async () => ({ value: await made() }));
  if (!done.done) throw new Error(done.lastSeen);
}

async function waitFor(name: string, wanted: (pod: Pod) => boolean): Promise<Pod> {
  const found = await pollUntil<Pod>(systemClock, 20_000, async () => {
    const { body } = await connection.request<Pod>('GET', `${PODS}/${name}`);
    return wanted(body) ? { value: body } : { seen: JSON.stringify(body.status) };
  });
  if (!found.done) throw new Error(`pod ${name}: ${found.lastSeen}`);
  return found.value;
}

async function waitGone(name: string): Promise<void> {
  const gone = await pollUntil(systemClock, 20_000, async () => {
    const { status, text } = await connection.request('GET', `${PODS}/${name}`, { allow: [404] });
    return status === 404 ? { value: true } : { seen: text };
  });
  if (!gone.done) throw new Error(`pod ${name} is still there: ${gone.lastSeen}`);
}

const isReady = (pod: Pod) =>
  (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
const heldGpus = () => gpuHost.devices().devices.flatMap(({ holder }) => (holder ? [holder.pod] : []));

describe('a pod bound to a lab node', () => {
  it('turns Ready as a process on its own address, with a GPU and a log', async () => {
    await create(servingPod('first'));
    const pod = await waitFor('first', isReady);
    expect(pod.status?.podIP).toMatch(/^10\.230\./);
    expect(pod.status?.phase).toBe('Running');
    expect(heldGpus()).toEqual(['first']);
    const answer = await fetch(`http://${loopbackOf(pod.status?.podIP ?? '')}:5000/readyz`);
    expect(answer.status).toBe(200);
    const log = await readFile(join(podsFolder, 'default_first', 'serving.log'), 'utf8');
    expect(log).toMatch(/^\S+Z std(out|err) F ./);
  });

  it('has a place on this machine for each of its paths', () => {
    const place = join(podsFolder, 'default_first', 'containers', 'serving', 'var', 'log', 'app.log');
    const file = { namespace: 'default', pod: 'first', place };
    expect(agent.files('serving', '/var/log/app.log')).toEqual([file]);
    expect(agent.files('prometheus', '/var/log/app.log')).toEqual([]);
  });

  it('is reached through its Service on loopback, and refused when it is not ready', async () => {
    const proxy = startServiceProxy({
      connection,
      clock: systemClock,
      log: () => {},
      signal: stopped.signal,
    });
    try {
      const service = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'first' },
        spec: { selector: { app: 'first' }, ports: [{ port: 5000, targetPort: 'http' }] },
      };
      await connection.request('POST', '/api/v1/namespaces/default/services', { body: service });
      const asked = () => {
        const address = loopbackOf(proxy.resolve('first', 'default') ?? '');
        // A stopped process still accepts: asked before the proxy knows, it would never answer.
        const signal = AbortSignal.timeout(1000);
        return fetch(`http://${address}:5000/readyz`, { headers: { connection: 'close' }, signal });
      };
      const answered = await pollUntil(systemClock, 10_000, async () => ({ value: await asked() }));
      expect(answered).toMatchObject({ done: true, value: { status: 200 } });
      agent.strike({ pod: 'first' }, { signal: 'SIGSTOP' });
      await expect(asked()).rejects.toThrow('aborted due to timeout');
      await waitFor('first', (pod) => !isReady(pod));
      const refused = await pollUntil(systemClock, 10_000, async () => {
        const seen = await asked().catch((error: Error) => error.cause);
        const code = (seen as { code?: unknown } | undefined)?.code;
        return code === 'ECONNREFUSED' ? { value: code } : { seen: String(seen) };
      });
      expect(refused.done).toBe(true);
    } finally {
      agent.strike({ pod: 'first' }, { signal: 'SIGCONT' });
      await proxy.stop();
    }
    await waitFor('first', isReady);
  });

  it('is restarted when its process is killed, and the restart is counted', async () => {
    expect(agent.strike({ pod: 'first' })).toEqual(['default/first/serving']);
    const pod = await waitFor('first', (seen) => isReady(seen) && (restartsOf(seen) ?? 0) > 0);
    expect(pod.status?.containerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: 'Error' } },
    });
  });

  it('ends its process, frees its GPU and leaves the API when it is deleted', async () => {
    await connection.request('DELETE', `${PODS}/first`);
    await waitGone('first');
    expect(heldGpus()).toEqual([]);
    expect(processes.size).toBe(0);
  });

  it('stays unready and is not restarted while its readiness fails', async () => {
    await create(servingPod('never', { env: [{ name: 'READY', value: 'never' }] }));
    const pod = await waitFor('never', (seen) => seen.status?.containerStatuses?.[0]?.started === true);
    expect(isReady(pod)).toBe(false);
    await connection.request('DELETE', `${PODS}/never`);
    await waitGone('never');
  });

  it('is restarted when its liveness fails', async () => {
    const livenessProbe = {
      httpGet: { path: '/no-such', port: 'http' },
      periodSeconds: 1,
      failureThreshold: 1,
    };
    await create(servingPod('sick', { livenessProbe }));
    const pod = await waitFor('sick', (seen) => (restartsOf(seen) ?? 0) > 0);
    expect(pod.status?.phase).toBe('Running');
    await connection.request('DELETE', `${PODS}/sick`);
    await waitGone('sick');
  });

  it('does its preStop before it ends', async () => {
    await create(servingPod('gentle', { lifecycle: { preStop: { sleep: { seconds: 2 } } } }));
    await waitFor('gentle', isReady);
    const deletedAt = performance.now();
    await connection.request('DELETE', `${PODS}/gentle`);
    await waitGone('gentle');
    expect(performance.now() - deletedAt).toBeGreaterThan(2000);
  });

  it('is Failed and holds no GPU when its process has failed and is not to be restarted', async () => {
    const pod = servingPod('once', { env: [{ name: 'PORT', value: 'not a port' }] });
    Object.assign((pod as { spec: object }).spec, { restartPolicy: 'Never' });
    await create(pod);
    const ended = await waitFor('once', ({ status }) => status?.phase === 'Failed');
    expect(ended.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBeGreaterThan(0);
    expect(heldGpus()).toEqual([]);
    await connection.request('DELETE', `${PODS}/once`);
    await waitGone('once');
  });

  it('waits with a reason while a ConfigMap that it needs is absent, and starts when it comes', async () => {
    const ref = { configMapKeyRef: { name: 'late', key: 'queue' } };
    await create(servingPod('waiting', { env: [{ name: 'QUEUE_LIMIT', valueFrom: ref }] }));
    const pod = await waitFor('waiting', (seen) => waitingReason(seen) === 'CreateContainerConfigError');
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toContain('"late" not found');
    const late = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'late' }, data: { queue: '5' } };
    await connection.request('POST', '/api/v1/namespaces/default/configmaps', { body: late });
    await waitFor('waiting', isReady);
    await connection.request('DELETE', `${PODS}/waiting`);
    await waitGone('waiting');
  });

  it('says which images there are when its own is not one of them', async () => {
    await create(servingPod('foreign', { image: 'docker.io/library/nginx:1' }));
    const pod = await waitFor('foreign', (seen) => waitingReason(seen) === 'ErrImagePull');
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toContain(
      'fast-style-transfer-serving',
    );
    await connection.request('DELETE', `${PODS}/foreign`);
    await waitGone('foreign');
  });
});

const restartsOf = (pod: Pod) => pod.status?.containerStatuses?.[0]?.restartCount;
const waitingReason = (pod: Pod) => pod.status?.containerStatuses?.[0]?.state?.waiting?.reason;
