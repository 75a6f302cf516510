import { STOCK_CONTROLLER } from '../src/hpa/controller-config.ts';
import { type ControllerMemory, NO_MEMORY } from '../src/hpa/memory.ts';
import type { Pod } from '../src/hpa/pod.ts';
import { clusterOf } from '../src/hpa/readings.ts';
import { reconcile } from '../src/hpa/reconcile.ts';
import type { HpaStatus } from '../src/hpa/status.ts';
import { EMPTY_STATUS } from '../src/hpa/status.ts';
import { fieldsOf } from '../src/hpa/wire/fields.ts';
import { readHpaSpec } from '../src/hpa/wire/hpa-spec.ts';
import type { Figure } from './figures.ts';
import { measureCalculator } from './hpa-calc.ts';

/** 200,000 syncs a second. */
const BOUND_US = 5;

const spec = (behavior: unknown) =>
  readHpaSpec(
    fieldsOf(
      {
        minReplicas: 1,
        maxReplicas: 20,
        behavior,
        metrics: [
          {
            type: 'Pods',
            pods: {
              metric: { name: 'DCGM_FI_DEV_GPU_UTIL' },
              target: { type: 'AverageValue', averageValue: '70' },
            },
          },
        ],
      },
      'hpa',
    ),
  );

const pods: readonly Pod[] = Array.from({ length: 10 }, (_, index) => ({
  name: `web-${index}`,
  labels: { app: 'web' },
  phase: 'Running',
  deleting: false,
  startTime: -3_600_000,
  ready: { status: 'True', lastTransition: -3_590_000 },
  containers: [],
}));

/** Syncs one HPA `count` times, 15 s apart; answers microseconds a sync, in CPU time of this thread: the machine may be shared. */
function run(count: number, behavior: unknown, valueAt: (sync: number, pod: number) => number): number {
  const hpaSpec = spec(behavior);
  let memory: ControllerMemory = NO_MEMORY;
  let status: HpaStatus = EMPTY_STATUS;
  const scale = { specReplicas: 10, statusReplicas: 10, selector: 'app=web' };
  const before = process.threadCpuUsage();
  for (let sync = 0; sync < count; sync++) {
    const now = sync * 15_000;
    const items = pods.map((pod, index) => ({ pod: pod.name, timestamp: now, value: valueAt(sync, index) }));
    const cluster = clusterOf({ pods, scale, metrics: [{ pods: items }] });
    const hpa = { namespace: 'default', name: 'web', spec: hpaSpec, status };
    const done = reconcile({ hpa, config: STOCK_CONTROLLER, cluster }, memory, now);
    memory = done.memory;
    status = done.decision.status;
  }
  const spent = process.threadCpuUsage(before);
  return (spent.user + spent.system) / count;
}

const cases: readonly (readonly [string, unknown, (sync: number, pod: number) => number])[] = [
  ['settled, no behavior', null, () => 70_000],
  ['settled, behavior {}', {}, () => 70_000],
  ['changing load, no behavior', null, (sync, pod) => 30_000 + ((sync * 7919 + pod * 104_729) % 90_000)],
  ['changing load, behavior {}', {}, (sync, pod) => 30_000 + ((sync * 7919 + pod * 104_729) % 90_000)],
];

/** How fast one HPA with 10 pods is reconciled on one core, and how fast the replica calculator is beside the real one. */
export async function measureHpa(): Promise<readonly Figure[]> {
  const reconciles = cases.map(([name, behavior, valueAt]) => {
    run(20_000, behavior, valueAt);
    const values = [1, 2, 3, 4, 5].map(() => run(100_000, behavior, valueAt));
    return { name: `reconcile, 10 pods, ${name}`, unit: 'us/sync', bound: BOUND_US, values };
  });
  return [...reconciles, ...(await measureCalculator())];
}
