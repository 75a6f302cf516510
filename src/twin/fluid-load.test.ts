import { expect, it } from 'vitest';
import { resolveTiming } from '../plan/timing.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { EventLoop } from './event-loop.ts';
import { openTwin } from './twin.ts';

const SECOND = 1000;

/** A Deployment of a fixed size that has been ready for a while. */
function standing(replicas: number) {
  const scenario = scenarioSchema.parse({
    name: 'fluid',
    hpa: { minReplicas: replicas, maxReplicas: replicas },
    load: { stages: [{ kind: 'hold', name: 'none', rate: 0, duration: '1s' }] },
    assertions: [{ kind: 'replicasWithin' }],
  });
  const loop = new EventLoop(0);
  const timing = resolveTiming(scenario);
  const twin = openTwin({ scenario, timing, seed: 1, loop, emit: () => {}, detail: 'scaling' });
  loop.advance(10 * SECOND);
  const held = () => twin.nodes.gpus.filter((gpu) => gpu.holder !== undefined);
  const busyMs = () => held().map((gpu) => gpu.busyMs(loop.now));
  return { twin, loop, busyMs };
}

it('shares the work of each second evenly over the pods that serve', () => {
  const { twin, loop, busyMs } = standing(4);
  const fluid = twin.startFluid({ imagesIn: () => 6, deviceMs: 135 });
  loop.advance(110 * SECOND);
  expect(busyMs()).toHaveLength(4);
  // 6 images a second of 135 ms for 100 s, over 4 GPUs.
  for (const ms of busyMs()) expect(ms).toBeCloseTo((100 * 6 * 135) / 4, 6);
  expect(fluid.backlogMs).toBe(0);
});

it('keeps what the GPUs cannot do for later, and keeps none of them busy for longer than there is time', () => {
  const { twin, loop, busyMs } = standing(2);
  const fluid = twin.startFluid({ imagesIn: (second) => (second < 10 ? 30 : 0), deviceMs: 100 });
  loop.advance(20 * SECOND);
  expect(busyMs()).toEqual([10_000, 10_000]);
  expect(fluid.backlogMs).toBeCloseTo(10_000, 6);
  loop.advance(40 * SECOND);
  expect(busyMs()).toEqual([15_000, 15_000]);
  expect(fluid.backlogMs).toBe(0);
});
