import { expect, it } from 'vitest';
import type { Pod } from '../kube/objects.ts';
import { describePods } from './pod-states.ts';

const pod = (name: string, status: Pod['status'], nodeName?: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'serving' }], ...(nodeName === undefined ? {} : { nodeName }) },
  ...(status ? { status } : {}),
});

it('says why a pod could not be placed', () => {
  const conditions = [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/4 nodes: Insufficient nvidia.com/gpu',
    },
  ] as const;
  expect(describePods([pod('a', { phase: 'Pending', conditions })])).toBe(
    'pods: a Pending, on no node, PodScheduled: 0/4 nodes: Insufficient nvidia.com/gpu',
  );
});

it('says what a container waits for and how it ended before', () => {
  const containerStatuses = [
    {
      name: 'serving',
      image: 'x',
      ready: false,
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 20s' } },
      lastState: { terminated: { exitCode: 137, message: 'probe failed' } },
    },
  ];
  expect(describePods([pod('a', { phase: 'Running', containerStatuses }, 'gpu-0')])).toBe(
    'pods: a Running, on gpu-0, serving waits: CrashLoopBackOff: back-off 20s, ended with 137: probe failed, 3 restarts',
  );
});

it('describes a few pods and counts the rest, and says when there are none', () => {
  const many = Array.from({ length: 6 }, (_, index) => pod(`p${index}`, { phase: 'Running' }, 'n'));
  expect(describePods(many)).toMatch(/p3 Running, on n; and 2 more$/);
  expect(describePods([])).toBe('it has no pods');
});
