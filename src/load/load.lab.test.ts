import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemFiles as files } from '../host/files.ts';
import { defaultCacheFolder } from '../lab/lab-folder.ts';
import { buildToolchain } from '../lab/toolchain/toolchain.ts';
import type { Plan } from '../plan/plan.ts';
import type { Observation, ObservationOf } from '../sample/observation.ts';
import { percentile } from '../sample/percentile.ts';
import { findModel, startTestServing, type TestServing } from '../serving/serving-process.fixture.ts';
import { describedRequest, expectAsDescribed, OPERATIONS } from './described-requests.fixture.ts';
import { prepareLoad } from './load.ts';
import { planOf } from './plan.fixture.ts';
import { startRecordingServer } from './recording-server.fixture.ts';

let k6Binary: string;
let servings: readonly TestServing[];
let balancer: Server;
let baseUrl: string;
let folder: string;

async function findK6(): Promise<string> {
  if (process.env.K6_BINARY) return process.env.K6_BINARY;
  const { binaries } = await buildToolchain({
    cacheFolder: defaultCacheFolder(process.env, homedir()),
    platform: process.platform,
    cpus: availableParallelism(),
    files,
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return binaries.k6!;
}

beforeAll(async () => {
  k6Binary = await findK6();
  const model = findModel();
  servings = await Promise.all(
    ['pod-a', 'pod-b'].map((pod, index) =>
      startTestServing({ POD_NAME: pod, ...(model ? { MODEL_PATH: model } : {}) }, `127.0.0.${index + 2}`),
    ),
  );
  await Promise.all(servings.map((serving) => serving.logged('ready')));
  // As a Service does: each connection goes to one pod for as long as it lasts.
  let turn = 0;
  balancer = createServer((socket) => {
    const { hostname, port } = new URL(servings[turn++ % servings.length]!.url);
    const pod = connect(Number(port), hostname);
    socket.pipe(pod).pipe(socket);
    socket.on('error', () => pod.destroy());
    pod.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(balancer, 'listening');
  baseUrl = `http://127.0.0.1:${(balancer.address() as { port: number }).port}`;
});
afterAll(async () => {
  for (const serving of servings) serving.child.kill('SIGKILL');
  balancer.close();
  await files.remove(folder);
});
beforeEach(async () => {
  if (folder) await files.remove(folder);
  folder = await files.makeTemporaryFolder('scaleproof-load-');
});

async function start(plan: Plan, url = baseUrl) {
  const seen: Observation[] = [];
  const load = await prepareLoad({ plan, baseUrl: url, k6Binary, folder, clock: systemClock, files });
  const running = load.start((one) => seen.push(one), new AbortController().signal);
  const of = <K extends Observation['kind']>(kind: K) =>
    seen.filter((one): one is ObservationOf<K> => one.kind === kind);
  return { running, of };
}

const twoStages = () =>
  planOf({
    size: 96,
    decodeSample: 6,
    requestsPerConnection: 3,
    images: { count: 4 },
    stages: [
      { kind: 'hold', name: 'slow', rate: 10, duration: '1s' },
      { kind: 'hold', name: 'fast', rate: 30, duration: '2s' },
    ],
  });

it('sends every arrival at its instant, reports what came of each, and looks into a sample', async () => {
  const plan = twoStages();
  const { running, of } = await start(plan);
  expect(await running.finished).toEqual({
    ...{ completed: true, stopped: true, sent: plan.arrivals.length, dropped: 0 },
  });
  const requests = of('request');
  expect(requests.map((one) => one.outcome)).toEqual(plan.arrivals.map(() => 'ok'));
  expect(requests.filter((one) => one.stage === 'slow')).toHaveLength(plan.stages[0]!.arrivals);
  expect(new Set(requests.map((one) => one.pod))).toEqual(new Set(['pod-a', 'pod-b']));
  const lags = requests.map((one) => one.sentAt - one.intendedAt);
  expect(Math.min(...lags)).toBeGreaterThan(-2);
  expect(percentile(lags, 50)).toBeLessThan(50);
  expect(requests.every((one) => one.durationMs > 0 && one.bytes! > 500)).toBe(true);
  const images = of('image');
  expect(images).toHaveLength(6);
  for (const image of images) {
    expect(image).toMatchObject({ expectedLongestSide: 96, differsFromInput: true });
    expect(Math.max(image.width, image.height)).toBe(96);
    expect(image.problem).toBeUndefined();
  }
  expect(of('load').at(-1)).toMatchObject({ edge: 'stopped', completed: true });
  const edges = of('load').filter(({ edge }) => edge !== 'stop' && edge !== 'stopped');
  expect(edges.map(({ edge }) => edge)).toEqual([
    ...['start', 'stage-start', 'stage-end', 'stage-start', 'stage-end', 'end'],
  ]);
  expect(edges.at(-1)).toMatchObject({ completed: true, dropped: 0 });
  expect(edges.at(-1)!.at - edges[0]!.at).toBeGreaterThanOrEqual(plan.loadMs);
  expect(await files.exists(join(folder, 'k6-summary.json'))).toBe(true);
});

it('says that a load whose k6 was killed did not complete', async () => {
  const plan = twoStages();
  const { running, of } = await start(plan);
  while (of('request').length < 5) await systemClock.sleep(10);
  const pid = running.pid;
  process.kill(pid!, 'SIGKILL');
  const result = await running.finished;
  expect(result).toMatchObject({
    completed: false,
    detail: expect.stringContaining('k6 was killed by SIGKILL'),
  });
  expect(result.sent + result.dropped).toBe(plan.arrivals.length);
  const end = of('load').find(({ edge }) => edge === 'end');
  expect(end).toMatchObject({ completed: false, dropped: result.dropped });
});

it('stops at once when told to', async () => {
  const { running, of } = await start(twoStages());
  while (of('request').length < 5) await systemClock.sleep(10);
  await running.stop();
  expect(await running.finished).toMatchObject({ completed: false, detail: 'the load was stopped' });
  const count = of('request').length;
  await systemClock.sleep(300);
  expect(of('request')).toHaveLength(count);
});

it('reports requests that nobody answers as lost, and goes on', async () => {
  const plan = planOf({
    images: { count: 1 },
    stages: [{ kind: 'hold', name: 'void', rate: 20, duration: '1s' }],
  });
  const { running, of } = await start(plan, 'http://127.0.0.1:9');
  expect(await running.finished).toMatchObject({ completed: true, sent: 20 });
  expect(of('request').map(({ outcome, status }) => [outcome, status])).toEqual(
    plan.arrivals.map(() => ['lost', 0]),
  );
  expect(of('request')[0]!.detail).toContain('connection refused');
});

it.for(OPERATIONS)("k6 sends what a user's own OpenAPI document says: %s", async (operation) => {
  const server = await startRecordingServer();
  try {
    const plan = planOf({
      request: describedRequest(operation),
      images: { count: 1, formats: [{ format: 'png' }], sizes: [{ width: 96, height: 64 }] },
      stages: [{ kind: 'hold', name: 'steady', rate: 30, duration: '100ms' }],
    });
    const { running, of } = await start(plan, server.url);
    expect(await running.finished).toMatchObject({ completed: true, sent: 3 });
    expect(of('request').map(({ outcome, detail }) => [outcome, detail])).toEqual(
      Array(3).fill(['ok', undefined]),
    );
    const image = createHash('sha256').update(await files.readBytes(join(folder, 'corpus/000.png')));
    const digests = [image.digest('base64')];
    for (const request of server.requests) await expectAsDescribed(operation, request, digests);
    expect(server.requests).toHaveLength(3);
  } finally {
    server.close();
  }
});
