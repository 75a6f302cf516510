import { expect, it } from 'vitest';
import { watchSettling } from './settle.ts';

it('is never at rest before anything was seen', () => {
  const watch = watchSettling(1);
  expect(watch.restingSince()).toBeUndefined();
  expect(watch.pending()).toContain('unknown');
});

it('rests when replicas are at min, surplus pods are gone, GPUs idle and the HPA sees 0', () => {
  const watch = watchSettling(1);
  watch.observe({ kind: 'replicas', at: 1, desired: 1, current: 1, ready: 1, available: 1 });
  watch.observe({ kind: 'pod', at: 1, pod: 'a', change: 'ready' });
  watch.observe({ kind: 'pod', at: 1, pod: 'b', change: 'ready' });
  expect(watch.pending()).toContain('2 pods');
  watch.observe({ kind: 'pod', at: 2, pod: 'b', change: 'deleted' });
  expect(watch.restingSince()).toBe(2);
  watch.observe({
    kind: 'gpu',
    at: 3,
    sampledAt: 3,
    source: 'prometheus',
    metric: 'm',
    labels: { pod: 'a' },
    value: 12,
  });
  expect(watch.restingSince()).toBeUndefined();
  watch.observe({
    kind: 'gpu',
    at: 4,
    sampledAt: 4,
    source: 'prometheus',
    metric: 'm',
    labels: { pod: 'a' },
    value: 0,
  });
  expect(watch.restingSince()).toBe(4);
});
