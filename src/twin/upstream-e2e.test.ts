import { describe, expect, it } from 'vitest';
import { queueHpa, startConsumer } from './consumer.fixture.ts';

// The cases of test/e2e/autoscaling of Kubernetes v1.36.3 that are about the HPA's decisions, on a GPU duty cycle as Pods
// metric, with their sizes, windows and policies. Times are virtual, so that both bounds are held, each for several seeds.

const SEEDS = [1, 2, 3, 4, 5];
const SYNC = 15;
const windows = (up: number, down: number) => ({
  scaleUp: { stabilizationWindowSeconds: up },
  scaleDown: { stabilizationWindowSeconds: down },
});
const policy = (type: 'Pods' | 'Percent', value: number, periodSeconds: number) => ({
  policies: [{ type, value, periodSeconds }],
  selectPolicy: 'Max' as const,
  stabilizationWindowSeconds: 0,
});

describe.each(SEEDS)('an HPA at a stock pace, seed %d', (seed) => {
  it('goes 1 -> 3 -> 5 with usage and stays there, and from 5 -> 3 -> 1 after the default window', () => {
    const up = startConsumer({ seed, init: 1, max: 5 });
    up.consume(3);
    up.waitFor(3);
    up.staysWithin(3, 4, 600);
    up.consume(7);
    up.waitFor(5);
    up.consume(3);
    expect(up.waitFor(3, 300)).toBeGreaterThan(300 - SYNC);
    up.staysWithin(3, 4, 600);
    up.consume(1);
    expect(up.waitFor(1, 300)).toBeGreaterThan(300 - SYNC);
  });

  it('goes from 1 pod to 2 and from 2 to 1 where no more is allowed', () => {
    const light = startConsumer({ seed, init: 1, max: 2 });
    light.consume(5);
    light.waitFor(2);
    light.staysWithin(2, 2, 120);
    light.consume(1);
    light.waitFor(1, 300);
  });

  it('scales down soon after a short window', () => {
    const consumer = startConsumer({ seed, init: 1, max: 5, behavior: windows(0, 60) });
    consumer.consume(3);
    consumer.waitFor(3);
    consumer.consume(2);
    expect(consumer.waitFor(2, 60)).toBeGreaterThan(60 - SYNC);
  });

  it('scales up only after a long window', () => {
    const consumer = startConsumer({ seed, init: 2, max: 10, behavior: windows(180, 0) });
    consumer.consume(1);
    consumer.waitFor(1);
    consumer.consume(3);
    expect(consumer.waitFor(3, 180)).toBeGreaterThan(180 - SYNC);
  });

  it('does not move in a direction that is disabled', () => {
    const up = startConsumer({ seed, init: 1, max: 10, behavior: { scaleUp: { selectPolicy: 'Disabled' } } });
    up.consume(8);
    up.staysWithin(1, 1, 210);
    const behavior = { scaleDown: { selectPolicy: 'Disabled' as const } };
    const down = startConsumer({ seed, init: 3, max: 10, behavior });
    down.consume(1);
    down.staysWithin(3, 3, 450);
  });

  it('changes by no more than so many pods a minute', () => {
    const up = startConsumer({ seed, init: 1, max: 10, behavior: { scaleUp: policy('Pods', 1, 60) } });
    up.consume(3);
    up.waitFor(2);
    const waited = up.waitFor(3, 60);
    expect(waited).toBeGreaterThanOrEqual(59);
    const down = startConsumer({ seed, init: 3, max: 10, behavior: { scaleDown: policy('Pods', 1, 60) } });
    down.consume(1);
    down.waitFor(2);
    expect(down.waitFor(1, 60)).toBeGreaterThanOrEqual(59);
  });

  it('changes by no more than so many percent a minute: up rounds up, down rounds down', () => {
    const up = startConsumer({ seed, init: 2, max: 10, behavior: { scaleUp: policy('Percent', 50, 60) } });
    up.consume(8);
    up.waitFor(3);
    expect(up.waitFor(5, 60)).toBeGreaterThanOrEqual(59);
    const down = startConsumer({
      seed,
      init: 7,
      max: 10,
      behavior: { scaleDown: policy('Percent', 25, 60) },
    });
    down.consume(1);
    down.waitFor(5);
    expect(down.waitFor(3, 60)).toBeGreaterThanOrEqual(59);
  });

  it('keeps its size over two windows', () => {
    const consumer = startConsumer({ seed, init: 1, max: 5, behavior: windows(180, 180) });
    consumer.consume(3);
    consumer.staysWithin(1, 1, 180 - SYNC);
    consumer.waitFor(3);
    consumer.consume(2);
    consumer.staysWithin(3, 3, 180 - SYNC);
    consumer.waitFor(2);
  });

  it('keeps to a window one way and a rate of pods the other way', () => {
    const behavior = { scaleUp: policy('Pods', 1, 120), scaleDown: { stabilizationWindowSeconds: 180 } };
    const consumer = startConsumer({ seed, init: 2, min: 2, max: 5, behavior });
    consumer.consume(4);
    consumer.staysWithin(2, 3, 120);
    consumer.waitFor(4, 120);
    consumer.consume(2);
    consumer.staysWithin(4, 4, 180 - SYNC);
    consumer.waitFor(2);
  });

  it('does not scale within a large tolerance, and does beyond a small one', () => {
    const large = { tolerance: '10' };
    const still = startConsumer({ seed, init: 1, max: 10, behavior: { scaleUp: large, scaleDown: large } });
    still.consume(8);
    still.staysWithin(1, 1, 270);
    const behavior = { scaleUp: { tolerance: '20m' }, scaleDown: { tolerance: '300m' } };
    const keen = startConsumer({ seed, init: 10, min: 10, max: 12, target: 60, behavior });
    keen.staysWithin(10, 10, 150);
    keen.consume(11);
    keen.waitFor(11);
    keen.consume(12);
    keen.waitFor(12);
    keen.consume(10);
    keen.staysWithin(12, 12, 450);
  });
});

const POD_METRIC = {
  type: 'Pods',
  pods: {
    metric: { name: 'DCGM_FI_DEV_GPU_UTIL' },
    target: { type: 'AverageValue', averageValue: '10' },
  },
};

describe('an HPA on a queue beside the GPUs', () => {
  const standAt = (min: number, before: readonly object[], scaleToZero = false) => {
    let messages: number | undefined = 50;
    const consumer = startConsumer({
      seed: 1,
      init: 1,
      max: 5,
      extras: {
        hpaSpec: queueHpa(min, 5, before),
        config: { scaleToZero },
        answers: {
          externalMetric: (at) =>
            messages === undefined
              ? { at, error: 'the queue does not answer' }
              : { at, value: [{ timestamp: at, value: messages * 1000 }] },
        },
      },
    });
    return { consumer, queue: (value: number | undefined) => (messages = value) };
  };

  it('follows a metric outside the cluster up to the limit and back', () => {
    const { consumer, queue } = standAt(1, []);
    queue(100);
    consumer.waitFor(5);
    queue(0);
    consumer.waitFor(1);
  });

  it('goes to zero and back where the gate allows it, and says so', () => {
    const { consumer, queue } = standAt(0, [], true);
    queue(0);
    consumer.waitFor(0);
    consumer.advance(SYNC);
    expect(consumer.hpa().conditions).toContainEqual(
      expect.objectContaining({ type: 'ScaledToZero', status: 'True' }),
    );
    queue(200);
    consumer.waitFor(5);
  });

  it('takes the largest of several metrics, and does not go down while one of them is not known', () => {
    const { consumer, queue } = standAt(1, [POD_METRIC]);
    consumer.consume(3);
    consumer.waitFor(3);
    queue(undefined);
    consumer.consume(1);
    consumer.staysWithin(3, 3, 300);
    queue(0);
    consumer.waitFor(1);
    queue(100);
    consumer.waitFor(5);
  });
});
