import { expect, it } from 'vitest';
import { readServingOptions } from './options.ts';

it('takes the defaults of the image when nothing is set', () => {
  expect(readServingOptions({})).toEqual({
    host: '0.0.0.0',
    port: 5000,
    pod: 'unnamed',
    modelPath: undefined,
    deviceSocket: undefined,
    gpus: [],
    queueLimit: 64,
    kernelMs: 150,
    holdMs: 0,
    drain: 'graceful',
    ready: 'model',
  });
});

it('reads the GPUs that the container got, and none from the words that the runtime uses', () => {
  expect(readServingOptions({ NVIDIA_VISIBLE_DEVICES: 'GPU-a, GPU-b' }).gpus).toEqual(['GPU-a', 'GPU-b']);
  expect(readServingOptions({ NVIDIA_VISIBLE_DEVICES: 'void' }).gpus).toEqual([]);
});

it('names every bad variable at once, with what is allowed', () => {
  expect(() => readServingOptions({ QUEUE_LIMIT: '0', DRAIN: 'gently' })).toThrow(
    "QUEUE_LIMIT is '0', wanted a number of at least 1; DRAIN is 'gently', wanted one of graceful, abrupt",
  );
});
