import type { MetricReading } from '../hpa/readings.ts';
import { type Living, START, type World } from './played-world.fixture.ts';

/** Pods count for CPU so long after they have turned ready. */
const WINDOW_MS = 2000;
/** Milli-units that each container asks for; as a scenario has it that says nothing of it. */
export const CPU_REQUEST = 250;

/** What metrics.k8s.io answers in the same sync, right after the first metric, and the read of it on record. */
export function readCpu({ what, seen }: World, at: number, running: readonly Living[]): MetricReading {
  const milli = Math.round((what.cpu?.((at - START) / 1000) ?? 0) / running.length);
  const window = { timestamp: at - 300, windowMs: WINDOW_MS };
  const items = running.map(({ name }) => ({ pod: name, value: `${milli}m`, ...window }));
  seen.push({
    kind: 'hpaRead',
    at: at + 112,
    askedAt: at + 4,
    answeredAt: at + 9,
    metric: 'cpu',
    api: 'metrics.k8s.io',
    selector: 'app=played',
    status: 200,
    items,
  });
  const containers = [{ name: 'serving', usage: { cpu: milli } }];
  return { resource: running.map(({ name }) => ({ name, containers, ...window })) };
}
