import { expect, it } from 'vitest';
import { makeQueue } from './queue.ts';

const never = new AbortController().signal;

it('runs one piece of work at a time on each GPU, in order of arrival', async () => {
  const queue = makeQueue(['GPU-a', 'GPU-b'], 10);
  const busy = new Set<string | undefined>();
  const started: number[] = [];
  const work = (index: number) => async (gpu: string | undefined) => {
    expect(gpu).toBeDefined();
    expect(busy.has(gpu)).toBe(false);
    busy.add(gpu);
    started.push(index);
    for (let turn = 0; turn <= index % 3; turn++) await Promise.resolve();
    busy.delete(gpu);
  };
  await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((index) => queue.reserve()!.run(work(index), never)));
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it('refuses a place when it is full, until one is given back', () => {
  const queue = makeQueue([], 2);
  const place = queue.reserve()!;
  queue.reserve();
  expect(queue.reserve()).toBeUndefined();
  place.giveBack();
  expect(queue.depth).toBe(1);
  expect(queue.reserve()).toBeDefined();
});

it('frees the GPU after work that failed, and skips work whose client has left', async () => {
  const queue = makeQueue(['GPU-a'], 10);
  const failing = queue.reserve()!.run(() => Promise.reject(new Error('no memory')), never);
  const skipped = queue.reserve()!.run(async () => 'ran', AbortSignal.abort(new Error('the client left')));
  const last = queue.reserve()!.run(async (gpu) => gpu, never);
  await expect(failing).rejects.toThrow('no memory');
  await expect(skipped).rejects.toThrow('the client left');
  expect(await last).toBe('GPU-a');
});
