/**
 * How fast the HPA arithmetic is, on one core: `node bench/hpa.ts`.
 * Reconciles one HPA with 10 pods over and over, once settled and once under changing load; the bar is 200,000 a second.
 */

import { STOCK_CONTROLLER } from '../src/hpa/controller-config.ts';
import { type ControllerMemory, NO_MEMORY } from '../src/hpa/memory.ts';
import type { Pod } from '../src/hpa/pod.ts';
import { clusterOf } from '../src/hpa/readings.ts';
import { reconcile } from '../src/hpa/reconcile.ts';
import type { HpaStatus } from '../src/hpa/status.ts';
import { EMPTY_STATUS } from '../src/hpa/status.ts';
import { fieldsOf } from '../src/hpa/wire/fields.ts';
import { readHpaSpec } from '../src/hpa/wire/hpa-spec.ts';

const BAR = 200_000;

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

/** Syncs one HPA `count` times, 15 s apart; answers syncs per second of this thread's CPU time: the machine may be shared. */
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
  return count / ((spent.user + spent.system) / 1e6);
}

const cases: readonly (readonly [string, unknown, (sync: number, pod: number) => number])[] = [
  ['settled, no behavior', null, () => 70_000],
  ['settled, behavior {}', {}, () => 70_000],
  ['changing load, no behavior', null, (sync, pod) => 30_000 + ((sync * 7919 + pod * 104_729) % 90_000)],
  ['changing load, behavior {}', {}, (sync, pod) => 30_000 + ((sync * 7919 + pod * 104_729) % 90_000)],
];

let slowest = Number.POSITIVE_INFINITY;
for (const [name, behavior, valueAt] of cases) {
  run(20_000, behavior, valueAt);
  const perSecond = Math.max(...[1, 2, 3, 4, 5].map(() => run(100_000, behavior, valueAt)));
  slowest = Math.min(slowest, perSecond);
  console.log(`${name.padEnd(30)} ${Math.round(perSecond).toLocaleString('en-GB').padStart(12)} syncs/s`);
}
console.log(`bar ${BAR.toLocaleString('en-GB')}: ${slowest >= BAR ? 'met' : 'MISSED'}`);
process.exitCode = slowest >= BAR ? 0 : 1;
