import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pollUntil } from '../clock/poll.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemFiles } from '../host/files.ts';
import { connect } from '../kube/connect.ts';
import { type Asked, startFakeApiServer } from '../kube/fake-api-server.fixture.ts';
import { type FakeAnswer, startFakePrometheus } from '../prometheus/fake-prometheus.fixture.ts';
import { openPrometheus } from '../prometheus/prometheus-door.ts';
import type { Observation, ObservationKind, ObservationOf } from '../sample/observation.ts';
import { startSampling } from './start-sampling.ts';
import type { SamplingOptions } from './what-to-sample.ts';

const NAME = 'serving';
const meta = (name: string) => ({ metadata: { name, namespace: 'demo', uid: name, resourceVersion: '1' } });
const pod = (name: string) => ({
  ...meta(name),
  spec: { nodeName: 'n1', containers: [{ name: 'c', resources: { limits: { 'nvidia.com/gpu': '1' } } }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
});
const LISTS: Readonly<Record<string, readonly object[]>> = {
  deployments: [
    { ...meta(NAME), spec: { replicas: 1, selector: {} }, status: { replicas: 1, readyReplicas: 1 } },
  ],
  horizontalpodautoscalers: [{ ...meta(NAME), spec: { maxReplicas: 10 }, status: { desiredReplicas: 1 } }],
  pods: [pod('serving-1')],
  endpointslices: [
    { ...meta('s'), endpoints: [{ addresses: ['10.244.0.1'], targetRef: { name: 'serving-1' } }] },
  ],
  events: [],
  nodes: [{ ...meta('n1'), status: { allocatable: { 'nvidia.com/gpu': '4' } } }],
};
const METRIC_PATH = '/apis/custom.metrics.k8s.io/v1beta1/namespaces/demo/pods/*/DCGM_FI_DEV_GPU_UTIL';

let folder: string;
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sampling-test-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await rm(folder, { recursive: true });
});

interface World {
  readonly streams: Map<string, ServerResponse>;
  customMetric: { readonly status: number; readonly body: object };
  prometheus: FakeAnswer;
}

function answerKube(world: World, asked: Asked, response: ServerResponse): void {
  const json = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (asked.path === METRIC_PATH) {
    json(world.customMetric.status, world.customMetric.body);
    return;
  }
  const plural = asked.path.split('/').at(-1) ?? '';
  if (asked.query.get('watch') === 'true') {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    world.streams.set(asked.path, response);
    return;
  }
  json(200, {
    apiVersion: 'v1',
    kind: 'List',
    metadata: { resourceVersion: '5' },
    items: LISTS[plural] ?? [],
  });
}

async function startWorld(options: Partial<SamplingOptions> = {}) {
  const world: World = {
    streams: new Map(),
    customMetric: {
      status: 200,
      body: { items: [{ describedObject: { kind: 'Pod', name: 'serving-1' }, value: '64500m' }] },
    },
    prometheus: { status: 'success', data: { resultType: 'matrix', result: [] } },
  };
  const api = await startFakeApiServer((asked, response) => answerKube(world, asked, response));
  stops.push(api.stop);
  const fake = await startFakePrometheus(() => world.prometheus);
  stops.push(fake.stop);
  const kubeconfigPath = join(folder, 'kubeconfig');
  await writeFile(kubeconfigPath, api.kubeconfig);
  const connection = await connect({ kubeconfigPath });
  stops.push(() => connection.close());
  const seen: Observation[] = [];
  const fast = { prometheusMs: 20, customMetricsMs: 20, serverCountsMs: 20 };
  const sampling = startSampling(
    {
      connection,
      prometheus: openPrometheus({ url: fake.url }),
      clock: systemClock,
      workload: {
        namespace: 'demo',
        deployment: NAME,
        service: NAME,
        hpa: NAME,
        podSelector: `app=${NAME}`,
        metric: 'DCGM_FI_DEV_GPU_UTIL',
      },
      intervals: fast,
      answerTimeoutMs: 5000,
      signal: new AbortController().signal,
      ...options,
    },
    (observation) => void seen.push(observation),
  );
  stops.push(sampling.stop);
  return { world, sampling, seen, api };
}

async function until<T extends object>(look: () => T | undefined): Promise<T> {
  const found = await pollUntil<T>(
    systemClock,
    5000,
    async () => {
      const value = look();
      return value === undefined ? { seen: 'nothing' } : { value };
    },
    { intervalsMs: [10] },
  );
  return found.done ? found.value : expect.fail('it was not seen within 5 s');
}

const all = <K extends ObservationKind>(seen: readonly Observation[], kind: K) =>
  seen.filter((one) => one.kind === kind) as unknown as readonly ObservationOf<K>[];

it('tells what is there at the start, and is ready when everything has been seen once', async () => {
  const { sampling, seen, api } = await startWorld();
  await sampling.ready;
  expect(all(seen, 'replicas')).toMatchObject([{ desired: 1, ready: 1 }]);
  expect(all(seen, 'hpa')).toHaveLength(1);
  expect(all(seen, 'pod').map((step) => step.change)).toEqual(['created', 'scheduled', 'ready']);
  expect(all(seen, 'endpoints')).toMatchObject([{ ready: ['serving-1'] }]);
  const gpus = await until(() => all(seen, 'gpus')[0]);
  expect(gpus).toMatchObject({ allocatable: 4, allocated: 1 });
  const metric = await until(() => all(seen, 'customMetric')[0]);
  expect(metric.pods).toEqual([{ pod: 'serving-1', value: 64.5 }]);
  const asked = api.asked.find((one) => one.path === METRIC_PATH);
  expect(asked?.query.get('labelSelector')).toBe('app=serving');
  expect(all(seen, 'gap')).toEqual([]);
});

it('tells a change with the time at which it was received', async () => {
  const { sampling, seen, world } = await startWorld();
  await sampling.ready;
  const stream = await until(() => world.streams.get('/apis/apps/v1/namespaces/demo/deployments'));
  const before = systemClock.now();
  const object = {
    ...meta(NAME),
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { replicas: 5 },
    status: {},
  };
  stream.write(`${JSON.stringify({ type: 'MODIFIED', object })}\n`);
  const change = await until(() => all(seen, 'replicas')[1]);
  expect(change.desired).toBe(5);
  expect(change.at).toBeGreaterThanOrEqual(before);
  expect(systemClock.now() - change.at).toBeLessThan(1000);
});

it('is blind to an object that is deleted, and says so', async () => {
  const { sampling, seen, world } = await startWorld();
  await sampling.ready;
  const path = '/apis/autoscaling/v2/namespaces/demo/horizontalpodautoscalers';
  const stream = await until(() => world.streams.get(path));
  const object = {
    ...meta(NAME),
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    spec: {},
    status: {},
  };
  stream.write(`${JSON.stringify({ type: 'DELETED', object })}\n`);
  const gap = await until(() => all(seen, 'gap')[0]);
  expect(gap).toMatchObject({
    source: 'hpa',
    to: null,
    reason: 'horizontalpodautoscalers/serving was deleted',
  });
});

it('takes a metric that is not found for an answer, and anything else for a gap that closes with the next answer', async () => {
  const { sampling, seen, world } = await startWorld();
  await sampling.ready;
  world.customMetric = {
    status: 404,
    body: { kind: 'Status', message: 'the server could not find the metric X for pods' },
  };
  await until(() => all(seen, 'customMetric').find((one) => one.pods.length === 0));
  expect(all(seen, 'gap')).toEqual([]);
  world.customMetric = {
    status: 404,
    body: { kind: 'Status', message: 'the server could not find the requested resource' },
  };
  const open = await until(() => all(seen, 'gap')[0]);
  expect(open).toMatchObject({ source: 'custom-metrics', to: null });
  world.customMetric = { status: 200, body: { items: [] } };
  const closed = await until(() => all(seen, 'gap').find((gap) => gap.to !== null));
  expect(closed).toMatchObject({ source: 'custom-metrics', from: open.from });
});

it('opens a gap, never a zero, while Prometheus hangs', async () => {
  const { seen, world } = await startWorld({ answerTimeoutMs: 300 });
  world.prometheus = 'hang';
  const gap = await until(() => all(seen, 'gap').find((one) => one.reason.includes('Prometheus')));
  expect(gap.reason).toMatch(/got no whole answer from Prometheus at \S+ within 300 ms/);
  expect(all(seen, 'gpu')).toEqual([]);
});

it("tells the samples and gaps of the adapter's Prometheus from those of the exporter's", async () => {
  const labels = { __name__: 'DCGM_FI_DEV_GPU_UTIL', namespace: 'demo', pod: 'serving-1' };
  const matrix = (value: string): FakeAnswer => {
    const values = [[Date.now() / 1000, value]];
    return { status: 'success', data: { resultType: 'matrix', result: [{ metric: labels, values }] } };
  };
  let ofAdapter: FakeAnswer = matrix('7');
  const fake = await startFakePrometheus(() => ofAdapter);
  stops.push(fake.stop);
  const adapterPrometheus = openPrometheus({ url: fake.url });
  const { seen, world } = await startWorld({ adapterPrometheus });
  world.prometheus = matrix('8');
  const from = (source: string) => all(seen, 'gpu').find((one) => one.source === source);
  expect((await until(() => from('adapter-prometheus'))).value).toBe(7);
  expect((await until(() => from('prometheus'))).value).toBe(8);
  ofAdapter = { status: 502, text: 'Bad Gateway' };
  const gap = await until(() => all(seen, 'gap')[0]);
  expect(gap.source).toBe('adapter-prometheus');
});

it('says what is missing when it cannot get ready', async () => {
  const gone = openPrometheus({ url: 'http://127.0.0.1:1' });
  const { sampling } = await startWorld({ prometheus: gone, readyTimeoutMs: 400 });
  await expect(sampling.ready).rejects.toThrow(
    /not ready after 400 ms; still missing: an answer of Prometheus at http:\/\/127\.0\.0\.1:1 \(.*ECONNREFUSED/,
  );
});

it('emits nothing more once it is stopped, however often', async () => {
  const { sampling, seen } = await startWorld();
  await sampling.ready;
  await Promise.all([sampling.stop(), sampling.stop()]);
  const count = seen.length;
  await systemClock.sleep(100);
  expect(seen).toHaveLength(count);
});

it('brings what the HPA controller read right before it was stopped, since its status may be on record', async () => {
  const log = join(folder, 'audit.log');
  await writeFile(log, '');
  const hpaReads = { files: systemFiles, places: async () => [log] };
  // The next look at the log is due long after the end.
  const intervals = { prometheusMs: 20, customMetricsMs: 20, serverCountsMs: 20, hpaReadsMs: 60_000 };
  const { sampling, seen } = await startWorld({ hpaReads, intervals });
  await sampling.ready;
  const now = new Date().toISOString();
  const event = {
    stage: 'ResponseComplete',
    requestURI: METRIC_PATH,
    userAgent: 'kcm/horizontal-pod-autoscaler',
    objectRef: { namespace: 'demo', subresource: 'DCGM_FI_DEV_GPU_UTIL' },
    responseStatus: { code: 200 },
    responseObject: { items: [{ describedObject: { name: 'serving-1' }, value: '47', timestamp: now }] },
    requestReceivedTimestamp: now,
    stageTimestamp: now,
  };
  await appendFile(log, `${JSON.stringify(event)}\n`);
  expect(all(seen, 'hpaRead')).toEqual([]);
  await sampling.stop();
  expect(all(seen, 'hpaRead')).toMatchObject([{ status: 200, items: [{ pod: 'serving-1', value: '47' }] }]);
});
