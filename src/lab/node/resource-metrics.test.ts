import { expect, it } from 'vitest';
import type { AgentPod } from './agent-pods.ts';
import { resourceMetrics } from './resource-metrics.ts';

function pod(name: string, node: string, pid: number | undefined): AgentPod {
  const container = { name: 'serving', component: 'serving', pid, restarts: 0 };
  return {
    namespace: 'vision',
    name,
    uid: name,
    node,
    podIP: '10.244.0.2',
    ready: true,
    containers: [container],
  };
}

it('S8: tells CPU seconds and memory of the containers of one node from their processes', async () => {
  const text = await resourceMetrics(
    [pod('a', 'n-0', process.pid), pod('b', 'n-1', process.pid), pod('c', 'n-0', undefined)],
    'n-0',
    1234.6,
  );
  const [line, ...others] = text.split('\n').filter((one) => one.startsWith('container_cpu'));
  expect(others).toEqual([]);
  const [, seconds] =
    /^container_cpu_usage_seconds_total\{container="serving",namespace="vision",pod="a"\} (\S+) 1235$/.exec(
      line!,
    )!;
  const { user, system } = process.cpuUsage();
  expect(Number(seconds)).toBeGreaterThan(0);
  expect(Number(seconds)).toBeLessThanOrEqual((user + system) / 1e6 + 0.05);
  expect(text).toMatch(/^node_cpu_usage_seconds_total \S+ 1235$/m);
  expect(text).toMatch(/^container_memory_working_set_bytes\{.*pod="a"\} [1-9]\d{6,} 1235$/m);
});

it('leaves out a process that has ended', async () => {
  expect(await resourceMetrics([pod('a', 'n-0', 2 ** 22 - 3)], 'n-0', 1)).not.toContain('pod="a"');
});
