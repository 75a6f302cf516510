import { expect } from 'vitest';
import type { HpaSpec } from '../hpa/spec.ts';
import { fieldsOf } from '../hpa/wire/fields.ts';
import { readHpaSpec } from '../hpa/wire/hpa-spec.ts';
import { resolveTiming } from '../plan/timing.ts';
import type { HpaObservation, ReplicasObservation } from '../sample/observation.ts';
import { type ScenarioFile, scenarioSchema } from '../scenario/schema.ts';
import { EventLoop } from './event-loop.ts';
import { openTwin, type TwinExtras } from './twin.ts';

const SECOND = 1000;
/** From a change of usage to a decision that rests on it alone: two collections, a scrape, a sync, and a pod's start. */
const REACTION_MS = 2 * 30_000 + 15_000 + 15_000 + 3000;

/** The resource consumer of the upstream suite: GPUs kept busy as asked, behind an HPA at a stock cluster's pace. */
export interface Consumer {
  /** Keeps the GPUs busy for so many replicas: (n - 0.5) times the target, so that rounding up gives n. */
  consume(replicas: number): void;
  /** Advances until so many replicas are ready; seconds waited. Fails after `withinSeconds` and the reaction time. */
  waitFor(replicas: number, withinSeconds?: number): number;
  /** Advances and fails when the HPA wants another size in between. */
  staysWithin(low: number, high: number, seconds: number): void;
  advance(seconds: number): void;
  hpa(): HpaObservation;
}

/** Starts a consumer of `init` replicas with usage for as many, and lets the HPA see it. */
export function startConsumer(options: {
  readonly seed: number;
  readonly init: number;
  readonly min?: number;
  readonly max: number;
  /** Duty cycle, percent. */
  readonly target?: number;
  readonly behavior?: NonNullable<ScenarioFile['hpa']>['behavior'];
  readonly extras?: TwinExtras;
}): Consumer {
  const { seed, init, min = 1, max, target = 10, behavior, extras } = options;
  const scenario = scenarioSchema.parse({
    name: 'consumer',
    profile: 'realtime',
    // One node, so that all GPUs are collected at one instant and their readings always sum up to the usage: with
    // several, an old pod's high reading stands beside the new ones' and the HPA overshoots by one.
    gpuNodes: { count: 1, gpusPerNode: 16 },
    hpa: { minReplicas: Math.max(1, min), maxReplicas: max, metric: { averageValue: target }, behavior },
    load: { stages: [{ kind: 'hold', name: 'none', rate: 0, duration: '1s' }] },
    assertions: [{ kind: 'replicasWithin' }],
  });
  const loop = new EventLoop(0);
  const sizes: ReplicasObservation[] = [];
  let hpa: HpaObservation | undefined;
  const twin = openTwin(
    {
      scenario,
      timing: resolveTiming(scenario),
      seed,
      loop,
      detail: 'scaling',
      emit: (seen) => {
        if (seen.kind === 'replicas') sizes.push(seen);
        if (seen.kind === 'hpa') hpa = seen;
      },
    },
    { ...extras, replicas: init },
  );
  let usagePercent = (init - 0.5) * target;
  // An image of 10 ms is 1 % of a GPU's second.
  twin.startFluid({ imagesIn: () => usagePercent, deviceMs: 10 });
  const consumer: Consumer = {
    consume: (replicas) => {
      usagePercent = (replicas - 0.5) * target;
    },
    waitFor: (replicas, withinSeconds = 0) => {
      const startedAt = loop.now;
      const deadline = startedAt + withinSeconds * SECOND + REACTION_MS;
      while (sizes.at(-1)?.ready !== replicas && loop.now < deadline) loop.advance(loop.now + SECOND);
      expect(sizes.at(-1)?.ready, `ready after ${(loop.now - startedAt) / SECOND} s`).toBe(replicas);
      return (loop.now - startedAt) / SECOND;
    },
    staysWithin: (low, high, seconds) => {
      const from = sizes.length - 1;
      loop.advance(loop.now + seconds * SECOND);
      for (const { desired } of sizes.slice(from)) {
        expect(desired).toBeGreaterThanOrEqual(low);
        expect(desired).toBeLessThanOrEqual(high);
      }
    },
    advance: (seconds) => loop.advance(loop.now + seconds * SECOND),
    hpa: () => hpa!,
  };
  // The adapter lists the metric within a minute; then the HPA has it.
  consumer.advance(180);
  return consumer;
}

/** An HPA on a queue's length (External, Value 50), with a Pods metric before it where asked. */
export function queueHpa(min: number, max: number, metricsBefore: readonly object[] = []): HpaSpec {
  const external = { metric: { name: 'queue_messages_ready' }, target: { type: 'Value', value: '50' } };
  const manifest = {
    minReplicas: min,
    maxReplicas: max,
    behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
    metrics: [...metricsBefore, { type: 'External', external }],
  };
  return readHpaSpec(fieldsOf(manifest, 'hpa'));
}
