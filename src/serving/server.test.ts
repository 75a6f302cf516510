import { randomBytes } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findModel,
  startTestDevice,
  startTestServing,
  type TestServing,
  testImage,
} from './serving-process.fixture.ts';

const socketPath = () => join(tmpdir(), `scaleproof-${randomBytes(4).toString('hex')}.sock`);
// A connection that stays open would keep a draining pod waiting for more.
const close = { connection: 'close' };
const post = (url: string, body: string | Uint8Array<ArrayBuffer>, type = 'image/jpeg', query = '') =>
  fetch(`${url}/stylize${query}`, { method: 'POST', headers: { 'content-type': type, ...close }, body });
const counter = async (url: string, name: string) => {
  const text = await (await fetch(`${url}/metrics`, { headers: close })).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
};

// Without a model the same must hold for the filter; with one, for both.
const models = ['', findModel()].filter((path) => path !== undefined);

describe.each(models)('a serving process with model %j', (model) => {
  let serving: TestServing;
  beforeAll(async () => {
    serving = await startTestServing(model === '' ? {} : { MODEL_PATH: model });
    await serving.logged('ready');
  });
  afterAll(() => serving.child.kill('SIGKILL'));

  it.each(['jpeg', 'png', 'webp'] as const)(
    'styles a %s image to a JPEG with the asked longest side',
    async (format) => {
      const answer = await post(serving.url, await testImage(format), `image/${format}`, '?style=3&size=90');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('image/jpeg');
      expect(answer.headers.get('x-pod')).toBe('pod-a');
      const found = await sharp(await answer.bytes()).metadata();
      expect([found.format, found.width, found.height]).toEqual(['jpeg', 90, 68]);
    },
  );

  it('keeps the longest side of an image that is very narrow', async () => {
    const answer = await post(serving.url, await testImage('png', 300, 9), 'image/png');
    const found = await sharp(await answer.bytes()).metadata();
    expect([found.width, found.height]).toEqual([128, 4]);
  });

  it('gives another picture for another style, and the same bytes for the same order', async () => {
    const image = await testImage('jpeg');
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map(
        async (style) => (await post(serving.url, image, 'image/jpeg', `?style=${style}`)).headers,
      ),
    );
    expect(again!.get('content-digest')).toBe(one!.get('content-digest'));
    expect(other!.get('content-digest')).not.toBe(one!.get('content-digest'));
  });

  it.each([
    [400, 'image/jpeg', 'not an image', '', 'not a readable image'],
    [400, 'image/jpeg', '', '', 'the body is empty'],
    [400, 'image/jpeg', 'x', '?style=26', "style is '26', wanted a whole number from 0 to 25"],
    [400, 'image/jpeg', 'x', '?size=-1', "size is '-1'"],
    [
      415,
      'text/plain',
      'x',
      '',
      "content type 'text/plain', wanted one of image/jpeg, image/png, image/webp",
    ],
  ])('answers %i for %s with body "%s" and query "%s"', async (status, type, body, query, message) => {
    const answer = await post(serving.url, body, type, query);
    expect(answer.status).toBe(status);
    expect((await answer.json()) as { error: string }).toEqual({ error: expect.stringContaining(message) });
  });

  it('answers 400 when the body is another format than its content type says', async () => {
    const answer = await post(serving.url, await testImage('png'), 'image/jpeg');
    expect(answer.status).toBe(400);
  });

  it('answers 413 for a body over 10 MiB, announced or not', async () => {
    const large = new Uint8Array(10 * 1024 * 1024 + 1);
    expect((await post(serving.url, large)).status).toBe(413);
    const unannounced = new Blob([large]).stream();
    const answer = await fetch(`${serving.url}/stylize`, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: unannounced,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
  });

  it('answers 404 for an unknown path and 405 for a wrong method', async () => {
    expect((await fetch(`${serving.url}/nothing`)).status).toBe(404);
    expect((await fetch(`${serving.url}/stylize`)).status).toBe(405);
  });
});

describe('a serving process on a GPU', () => {
  it('launches one kernel an image and holds it for the time that its pixels cost', async () => {
    const path = socketPath();
    const device = await startTestDevice(path);
    const serving = await startTestServing({
      GPU_DEVICE_SOCKET: path,
      NVIDIA_VISIBLE_DEVICES: 'GPU-1',
      KERNEL_MS: '200',
    });
    await serving.logged('ready');
    const answer = await post(serving.url, await testImage('jpeg', 128, 128), 'image/jpeg', '?size=64');
    expect(answer.status).toBe(200);
    const kernelMs = Number(answer.headers.get('x-kernel-ms'));
    expect(kernelMs).toBeGreaterThanOrEqual(49);
    expect(device.launched()).toBe(1);
    serving.child.kill('SIGKILL');
    device.close();
  });

  it('holds its answers back for HOLD_MS without keeping the GPU from the next image', async () => {
    const path = socketPath();
    const device = await startTestDevice(path);
    const serving = await startTestServing({
      GPU_DEVICE_SOCKET: path,
      NVIDIA_VISIBLE_DEVICES: 'GPU-1',
      KERNEL_MS: '1',
      HOLD_MS: '400',
    });
    await serving.logged('ready');
    const image = await testImage('jpeg', 64, 64);
    const startedAt = performance.now();
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(serving.url, image)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(400);
    expect(Math.max(...answers.map((answer) => Number(answer.headers.get('x-queue-ms'))))).toBeLessThan(400);
    serving.child.kill('SIGKILL');
    device.close();
  });

  it('answers 429 with Retry-After when its queue is full, and counts what it did', async () => {
    const path = socketPath();
    const device = await startTestDevice(path);
    const serving = await startTestServing({
      GPU_DEVICE_SOCKET: path,
      NVIDIA_VISIBLE_DEVICES: 'GPU-1',
      KERNEL_MS: '300',
      QUEUE_LIMIT: '2',
    });
    await serving.logged('ready');
    const image = await testImage('jpeg', 128, 128);
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(serving.url, image)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 429, 429]);
    const refused = answers.find((answer) => answer.status === 429)!;
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({ error: 'the queue is full' });
    expect(await counter(serving.url, 'style_requests_accepted_total')).toBe(2);
    expect(await counter(serving.url, 'style_requests_completed_total')).toBe(2);
    expect(await counter(serving.url, 'style_requests_rejected_total')).toBe(2);
    serving.child.kill('SIGKILL');
    device.close();
  });

  it('gives the place of a client that left to others, whatever it was doing for it at that moment', async () => {
    const serving = await startTestServing({});
    await serving.logged('ready');
    const image = await testImage('jpeg', 1600, 1200);
    const headers = { 'content-type': 'image/jpeg' };
    const leave = (afterMs: number) =>
      new Promise<void>((resolve) => {
        const sent = httpRequest(`${serving.url}/stylize`, { method: 'POST', headers, agent: false });
        sent.once('error', () => resolve()).once('close', () => resolve());
        sent.end(image, () => setTimeout(() => sent.destroy(), afterMs));
      });
    for (let ms = 0; ms < 60; ms += 4) await leave(ms);
    await expect.poll(() => counter(serving.url, 'style_queue_depth'), { timeout: 3000 }).toBe(0);
    serving.child.kill('SIGTERM');
    expect(await serving.exited).toBe(0);
  });

  it('answers 500 and says why when the GPU is gone', async () => {
    const serving = await startTestServing({
      GPU_DEVICE_SOCKET: socketPath(),
      NVIDIA_VISIBLE_DEVICES: 'GPU-1',
    });
    await serving.logged('ready');
    const answer = await post(serving.url, await testImage('jpeg'));
    expect(answer.status).toBe(500);
    expect(((await answer.json()) as { error: string }).error).toContain('GPU device at');
    serving.child.kill('SIGKILL');
  });
});

describe('a serving process that is told to stop', () => {
  const busy = async (env: Readonly<Record<string, string>>) => {
    const path = socketPath();
    const device = await startTestDevice(path);
    const gpu = { GPU_DEVICE_SOCKET: path, NVIDIA_VISIBLE_DEVICES: 'GPU-1', KERNEL_MS: '200' };
    const serving = await startTestServing({ ...gpu, ...env });
    await serving.logged('ready');
    const image = await testImage('jpeg', 128, 128);
    const answers = [1, 2, 3].map(() =>
      post(serving.url, image).then(
        (answer) => answer.status,
        () => 'lost',
      ),
    );
    while ((await counter(serving.url, 'style_requests_accepted_total')) < 3) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return { serving, device, answers, image };
  };

  it('answers everything it took in, turns unready, and exits 0', async () => {
    const { serving, device, answers } = await busy({});
    serving.child.kill('SIGTERM');
    await serving.logged('draining');
    expect((await fetch(`${serving.url}/readyz`)).status).toBe(503);
    expect(await Promise.all(answers)).toEqual([200, 200, 200]);
    expect(await serving.exited).toBe(0);
    device.close();
  });

  it('still answers on a connection that was open before, and closes it after that answer', async () => {
    const { serving, device, answers, image } = await busy({});
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (method: string, path: string, body?: Uint8Array) =>
      new Promise<[number, string | undefined]>((resolve, reject) => {
        const headers = { 'content-type': 'image/jpeg' };
        const sent = httpRequest(`${serving.url}${path}`, { agent, method, headers }, (answer) => {
          answer.resume().once('end', () => resolve([answer.statusCode!, answer.headers.connection]));
        });
        sent.once('error', reject).end(body);
      });
    expect(await send('GET', '/healthz')).toEqual([200, 'keep-alive']);
    serving.child.kill('SIGTERM');
    await serving.logged('draining');
    await Promise.all(answers);
    // Longer than the listener stays open: only the old connection can bring this one in.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await send('POST', '/stylize', image)).toEqual([200, 'close']);
    expect(await serving.exited).toBe(0);
    device.close();
  });

  it('drops everything when it drains abruptly', async () => {
    const { serving, device, answers } = await busy({ DRAIN: 'abrupt' });
    serving.child.kill('SIGTERM');
    expect(await Promise.all(answers)).toEqual(['lost', 'lost', 'lost']);
    expect(await serving.exited).toBe(143);
    device.close();
  });
});

describe('the start of a serving process', () => {
  it('never turns ready when told so, and still answers that it is alive', async () => {
    const serving = await startTestServing({ READY: 'never' });
    await serving.logged('ready');
    expect((await fetch(`${serving.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${serving.url}/healthz`)).status).toBe(200);
    serving.child.kill('SIGKILL');
  });

  it('says once in its log that a filter stands in when there is no model', async () => {
    const serving = await startTestServing({ MODEL_PATH: '/nowhere/model.onnx' });
    await serving.logged('ready');
    expect(serving.log().match(/no model/g)).toHaveLength(1);
    expect((await fetch(`${serving.url}/readyz`)).status).toBe(200);
    serving.child.kill('SIGKILL');
  });
});
