import { readFileSync } from 'node:fs';
import { makePlan } from '../src/plan/make-plan.ts';
import { resolveTiming } from '../src/plan/timing.ts';
import type { Observation } from '../src/sample/observation.ts';
import { readScenario } from '../src/scenario/load-scenario.ts';
import { type Scenario, scenarioSchema } from '../src/scenario/schema.ts';
import { playTwin } from '../src/target/twin-session.ts';
import { EventLoop } from '../src/twin/event-loop.ts';
import { openTwin, type Twin } from '../src/twin/twin.ts';
import type { Figure } from './figures.ts';

const HOUR_MS = 3_600_000;
const DEVICE_MS = 100;

/** How long virtual time takes: the shipped scenarios, a day of 100 pods, and a thousand HPAs in one process. */
export async function measureTwin(): Promise<readonly Figure[]> {
  const shipped = playTimes('scenarios/fast-style-transfer.yaml', 20);
  const realtime = playTimes('scenarios/fast-style-transfer-realtime.yaml', 10);
  const days = [1, 2, 3, 4, 5].map(() => playDay(24));
  const syncs = days[0]!.syncs;
  const longer = growthOver(24, 72);
  const many = [1, 2, 3].map(() => playMany(1000));
  return [
    { name: 'shipped scenario, first play', unit: 'ms', bound: 300, values: shipped.slice(0, 1) },
    { name: 'shipped scenario, warm', unit: 'ms', bound: 300, values: shipped.slice(1) },
    { name: 'realtime scenario (11 minutes)', unit: 'ms', values: realtime },
    {
      name: '24 h, sync 15 s, up to 100 pods, arrivals by the second',
      unit: 'ms',
      bound: 1000,
      values: days.map(({ tookMs }) => tookMs),
      note: `${syncs} syncs, ${days[0]!.peak} pods at most`,
    },
    { name: 'heap after 72 h less heap after 24 h of it', unit: 'MiB', bound: 1, values: [longer] },
    {
      name: '1,000 HPAs at once, an hour each',
      unit: 'ms',
      values: many.map(({ tookMs }) => tookMs),
      note: `${many[0]!.syncs} syncs, ${many[0]!.heapMiB.toFixed(0)} MiB of heap held`,
    },
  ];
}

function playTimes(file: string, times: number): readonly number[] {
  const { scenario } = readScenario(readFileSync(file, 'utf8'), file);
  const plan = makePlan(scenario, resolveTiming(scenario), scenario.seed);
  return Array.from({ length: times }, () => {
    const seen: Observation[] = [];
    const startedAt = performance.now();
    playTwin(plan, { startAt: 0, emit: (observation) => seen.push(observation) });
    return performance.now() - startedAt;
  });
}

function scenarioOf(maxReplicas: number, nodes: number, name = 'bench'): Scenario {
  return scenarioSchema.parse({
    name,
    profile: 'realtime',
    gpuNodes: { count: nodes, gpusPerNode: 8 },
    hpa: { maxReplicas, metric: { averageValue: 50 } },
    load: { stages: [{ kind: 'hold', name: 'unused', rate: 0, duration: '1s' }] },
    assertions: [{ kind: 'replicasWithin' }],
  });
}

function openBench(
  scenario: Scenario,
  loop: EventLoop,
  seed: number,
  emit: (seen: Observation) => void,
): Twin {
  const timing = resolveTiming(scenario);
  return openTwin({ scenario, timing, seed, loop, emit, detail: 'scaling' });
}

/** A day of traffic that calls for 60 to 100 pods of the 100 that there may be. */
function startDay(emit: (seen: Observation) => void): { readonly twin: Twin; readonly loop: EventLoop } {
  const loop = new EventLoop(0);
  const twin = openBench(scenarioOf(100, 13), loop, 1, emit);
  // 10 images a second keep one GPU busy; at a target of 50 one pod is wanted for every 5.
  const imagesIn = (second: number) => 400 + 100 * Math.sin((second / 43_200) * Math.PI);
  twin.startFluid({ imagesIn, deviceMs: DEVICE_MS });
  return { twin, loop };
}

function playDay(hours: number): { readonly tookMs: number; readonly syncs: number; readonly peak: number } {
  let peak = 0;
  const startedAt = performance.now();
  const { twin, loop } = startDay((seen) => {
    if (seen.kind === 'replicas') peak = Math.max(peak, seen.ready);
  });
  loop.advance(hours * HOUR_MS);
  return { tookMs: performance.now() - startedAt, syncs: twin.controller.syncs, peak };
}

function growthOver(fromHours: number, toHours: number): number {
  const { loop } = startDay(() => {});
  loop.advance(fromHours * HOUR_MS);
  const before = heapMiB();
  loop.advance(toHours * HOUR_MS);
  return heapMiB() - before;
}

function playMany(count: number): {
  readonly tookMs: number;
  readonly syncs: number;
  readonly heapMiB: number;
} {
  const before = heapMiB();
  const startedAt = performance.now();
  const loop = new EventLoop(0);
  const scenario = scenarioOf(10, 2);
  const twins = Array.from({ length: count }, (_, seed) => {
    const twin = openBench(scenario, loop, seed, () => {});
    const imagesIn = (second: number) => 15 + 10 * Math.sin(((second + seed * 60) / 1800) * Math.PI);
    twin.startFluid({ imagesIn, deviceMs: DEVICE_MS });
    return twin;
  });
  loop.advance(HOUR_MS);
  const tookMs = performance.now() - startedAt;
  const syncs = twins.reduce((sum, { controller }) => sum + controller.syncs, 0);
  return { tookMs, syncs, heapMiB: heapMiB() - before };
}

/** Heap in use, after a collection where this process may ask for one (`node --expose-gc`). */
function heapMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
