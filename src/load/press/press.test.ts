import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Clock } from '../../clock/clock.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { systemFiles as files } from '../../host/files.ts';
import type { PlayEntry } from '../../plan/deal-entries.ts';
import { startTestServing, type TestServing } from '../../serving/serving-process.fixture.ts';
import type { AnswerLine, PlayLine } from '../play-lines.ts';
import { runPress } from './press.ts';
import { type PressList, readPressList } from './press-list.ts';
import { readPressOptions } from './press-options.ts';

let serving: TestServing;
let images: PressList['images'];
/** Sees when requests come, and passes them on. */
let slow: Server;
let arrivals: number[];
beforeAll(async () => {
  serving = await startTestServing({ KERNEL_MS: '1' });
  await serving.logged('ready');
  ({ images } = await readPressList(readPressOptions({ SERVER_IP: serving.url }), files));
  slow = createServer((request, response) => {
    arrivals.push(performance.now());
    request.resume().on('end', () => setTimeout(() => response.writeHead(503).end('busy'), 50));
  }).listen(0, '127.0.0.1');
  await once(slow, 'listening');
});
afterAll(() => {
  serving.child.kill('SIGKILL');
  slow.close();
});
beforeEach(() => {
  arrivals = [];
});

function listOf(times: readonly number[]): PressList {
  const entries = times.map((at, index): PlayEntry => [at, index % images.length, 0, 0, index === 0 ? 1 : 0]);
  return { entries, images, size: 64, timeoutMs: 3000, leadMs: 20 };
}

async function press(
  list: PressList,
  { url = serving.url, batch = 1, total = 0, stopAfterMs = 60_000, clock = systemClock } = {},
): Promise<readonly PlayLine[]> {
  const lines: PlayLine[] = [];
  const options = { baseUrl: url, batchSize: batch, totalSize: total };
  const stopped = AbortSignal.timeout(stopAfterMs);
  await runPress({ options, list, clock, print: (line) => lines.push(line), stopped });
  return lines;
}

const answersOf = (lines: readonly PlayLine[]) => lines.filter((line): line is AnswerLine => 'i' in line);
const slowUrl = () => `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;

it('S13: sends each image of its list once, at its time, and tells what a k6 tells', async () => {
  const lines = await press(listOf([0, 60, 120, 180]), { total: 4 });
  const answers = answersOf(lines).toSorted((a, b) => a.i - b.i);
  expect(answers.map(({ i, o, c, p }) => [i, o, c, p])).toEqual(
    [0, 1, 2, 3].map((i) => [i, 'ok', 200, 'pod-a']),
  );
  const [start] = lines;
  const t0 = start !== undefined && 't0' in start ? start.t0 : 0;
  for (const { i, s } of answers) expect(s - t0 - i * 60).toBeGreaterThanOrEqual(-2);
  expect(answers[0]!.img!.length).toBeGreaterThan(500);
  expect(answers[1]!.img).toBeUndefined();
  expect(lines.at(-1)).toEqual({ done: 4 });
});

it('S13: sends BATCH_SIZE images at once', async () => {
  const waits: number[] = [];
  const clock: Clock = {
    now: systemClock.now,
    sleep: (ms, signal) => {
      waits.push(ms);
      return systemClock.sleep(ms, signal);
    },
  };
  await press(listOf([0, 10, 60, 70]), { url: slowUrl(), batch: 2, total: 4, clock });
  expect(arrivals).toHaveLength(4);
  // One wait a batch, for its first image.
  expect(waits).toHaveLength(2);
  expect(waits[1]! - waits[0]!).toBeLessThanOrEqual(60);
});

it('S16: goes on at the pace of its list until it is stopped, and waits for the answers on their way', async () => {
  const lines = await press(listOf([0, 40, 80]), { url: slowUrl(), stopAfterMs: 500 });
  const answers = answersOf(lines);
  expect(answers.length).toBeGreaterThan(4);
  expect(answers.length).toBe(arrivals.length);
  expect(lines.filter((line) => 'done' in line)).toEqual([{ done: 3 }]);
  const beyond = answers.filter(({ i }) => i >= 3);
  expect(beyond[0]).toMatchObject({ i: 3, at: 120, o: 'error', c: 503, e: 'status 503: busy' });
});

it('S13: stops by itself after TOTAL_SIZE images', async () => {
  const answers = answersOf(await press(listOf([0, 5, 10]), { url: slowUrl(), total: 5 }));
  expect(answers.map(({ i }) => i).sort()).toEqual([0, 1, 2, 3, 4]);
});

/** Where nobody listens; not port 9, which fetch refuses to call. */
async function closedUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

it('tells an image that nobody answers as lost, with the reason', async () => {
  const [answer] = answersOf(await press(listOf([0]), { url: await closedUrl(), total: 1 }));
  expect(answer).toMatchObject({ i: 0, o: 'lost', c: 0, e: expect.stringContaining('ECONNREFUSED') });
});

it('S13: without a list sends batch after batch, each when the one before is answered', async () => {
  const list = await readPressList(readPressOptions({ SERVER_IP: serving.url }), files);
  expect(list).toMatchObject({ entries: [], size: 128 });
  const answers = answersOf(await press(list, { batch: 3, total: 6 }));
  expect(answers.map(({ o }) => o)).toEqual(Array(6).fill('ok'));
  const sent = answers.map(({ s }) => s);
  expect(Math.min(...sent.slice(3))).toBeGreaterThan(Math.max(...sent.slice(0, 3)));
});
