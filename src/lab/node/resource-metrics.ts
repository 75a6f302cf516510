import { readFile } from 'node:fs/promises';
import type { Instant } from '../../units/instant.ts';
import type { AgentPod } from './agent-pods.ts';

/** Clock ticks a second of `/proc/<pid>/stat`; the same on every Linux that Node runs on. */
const TICKS = 100;
const PAGE_BYTES = 4096;

interface Usage {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/**
 * What a kubelet answers to `GET /metrics/resource`: CPU seconds and memory of each container of one node, read from its
 * process, and their sums for the node. Prometheus' text format, with time stamps as a kubelet gives them.
 */
export async function resourceMetrics(
  pods: readonly AgentPod[],
  node: string,
  now: Instant,
): Promise<string> {
  const running = pods
    .filter((pod) => pod.node === node)
    .flatMap(({ namespace, name, containers }) =>
      containers.flatMap(({ name: container, pid }) =>
        pid === undefined ? [] : [{ labels: { container, namespace, pod: name }, pid }],
      ),
    );
  const read = await Promise.all(
    running.map(async ({ labels, pid }) => ({ labels, usage: await usageOf(pid) })),
  );
  // A process that has ended since belongs to no container any longer.
  const used = read.flatMap(({ labels, usage }) => (usage === undefined ? [] : [{ labels, usage }]));
  const sum = (value: (usage: Usage) => number) => used.reduce((all, { usage }) => all + value(usage), 0);
  const perContainer = (value: (usage: Usage) => number) =>
    used.map(({ labels, usage }) => ({ labels, value: value(usage) }));
  const at = Math.round(now);
  return [
    family('container_cpu_usage_seconds_total', 'counter', CPU_OF, perContainer(cpuOf), at),
    family('container_memory_working_set_bytes', 'gauge', MEMORY_OF, perContainer(memoryOf), at),
    family('node_cpu_usage_seconds_total', 'counter', CPU_OF, [{ labels: {}, value: sum(cpuOf) }], at),
    family('node_memory_working_set_bytes', 'gauge', MEMORY_OF, [{ labels: {}, value: sum(memoryOf) }], at),
  ].join('');
}

const CPU_OF = 'Cumulative cpu time consumed in core-seconds';
const MEMORY_OF = 'Current working set in bytes';
const cpuOf = ({ cpuSeconds }: Usage) => cpuSeconds;
const memoryOf = ({ memoryBytes }: Usage) => memoryBytes;

function family(
  name: string,
  type: 'counter' | 'gauge',
  help: string,
  samples: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[],
  at: number,
): string {
  const lines = samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value} ${at}\n`);
  return `# HELP ${name} [STABLE] ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

/** Names of Kubernetes objects need no escaping. */
function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks and brackets itself; fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, pages] = [fields[11], fields[12], fields[21]].map(Number);
    return { cpuSeconds: (user! + system!) / TICKS, memoryBytes: pages! * PAGE_BYTES };
  } catch {
    // It has ended.
    return undefined;
  }
}
