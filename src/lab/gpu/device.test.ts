import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Device, type KernelResult } from './device.ts';

interface Launched {
  result: KernelResult | undefined;
  cancel(now: number): void;
}

function launchOn(device: Device, ms: number, at: number): Launched {
  const seen: Launched = { result: undefined, cancel: () => {} };
  const settle = (result: KernelResult) => {
    seen.result = result;
  };
  seen.cancel = device.launch({ ms, settle }, at).cancel;
  return seen;
}

describe('Device', () => {
  it('queues the second of two overlapping kernels and is busy for the sum of both', () => {
    const device = new Device();
    const first = launchOn(device, 100, 0);
    const second = launchOn(device, 100, 40);
    device.advance(120);
    expect(first.result).toEqual({ queuedMs: 0 });
    expect(second.result).toBeUndefined();
    expect(device.load(150)).toEqual({ busyMs: 150, queue: 1 });
    device.advance(200);
    expect(second.result).toEqual({ queuedMs: 60 });
    expect(device.load(1000)).toEqual({ busyMs: 200, queue: 0 });
  });

  it('is busy for the share of time in which a kernel ran', () => {
    const device = new Device();
    for (const at of [0, 500, 1000, 1500]) launchOn(device, 150, at);
    expect(device.load(2000).busyMs / 2000).toBeCloseTo(0.3);
  });

  it('loses no device time when it is advanced late', () => {
    const device = new Device();
    launchOn(device, 100, 0);
    launchOn(device, 100, 0);
    device.advance(190);
    expect(device.load(190).busyMs).toBe(190);
    expect(device.nextEnd()).toBe(200);
  });

  it('takes a kernel off whose process has gone, counts what it ran, and goes on with the next', () => {
    const device = new Device();
    const running = launchOn(device, 100, 0);
    const waiting = launchOn(device, 100, 0);
    const last = launchOn(device, 100, 0);
    waiting.cancel(10);
    running.cancel(30);
    running.cancel(31);
    device.advance(130);
    expect([running.result, waiting.result, last.result]).toEqual([undefined, undefined, { queuedMs: 30 }]);
    expect(device.load(1000)).toEqual({ busyMs: 130, queue: 0 });
  });

  it('ends every kernel with an error when it fails', () => {
    const device = new Device();
    const kernels = [launchOn(device, 10, 0), launchOn(device, 10, 0)];
    device.fail('fell off the bus');
    expect(kernels.map((kernel) => kernel.result)).toEqual([
      { error: 'fell off the bus' },
      { error: 'fell off the bus' },
    ]);
  });

  it('is never busy for longer than time has passed, nor for longer than it was asked to', () => {
    const launches = fc.array(fc.record({ gap: fc.nat(50), ms: fc.integer({ min: 1, max: 80 }) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(launches, fc.nat(500), (list, rest) => {
        const device = new Device();
        let now = 0;
        let asked = 0;
        for (const { gap, ms } of list) {
          now += gap;
          asked += ms;
          launchOn(device, ms, now);
        }
        const { busyMs } = device.load(now + rest);
        expect(busyMs).toBeLessThanOrEqual(Math.min(now + rest, asked));
      }),
    );
  });
});
