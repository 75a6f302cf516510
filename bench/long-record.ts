import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { makePlan } from '../src/plan/make-plan.ts';
import { PROFILES } from '../src/plan/timing.ts';
import type { RecordEvent } from '../src/record/run-record.ts';
import { serializeEvent } from '../src/record/serialize.ts';
import type { Observation } from '../src/sample/observation.ts';
import { scenarioSchema } from '../src/scenario/schema.ts';

const START = Date.UTC(2026, 0, 15, 10, 0, 0);
const SECONDS = 3600;
const PODS = 200;
const RATE = 20;

/** Writes the record of an hour over 200 pods at about 1 Hz: a million lines; returns how many. */
export async function writeLongRecord(path: string): Promise<number> {
  const file = createWriteStream(path);
  let count = 0;
  let buffer: string[] = [];
  const flush = async () => {
    if (!file.write(buffer.join(''))) await once(file, 'drain');
    buffer = [];
  };
  for (const event of events()) {
    buffer.push(`${serializeEvent(event)}\n`);
    count++;
    if (buffer.length === 5000) await flush();
  }
  await flush();
  file.end();
  await finished(file);
  return count;
}

function* events(): Generator<RecordEvent> {
  const scenario = scenarioSchema.parse({
    name: 'long-run',
    hpa: { minReplicas: 1, maxReplicas: PODS },
    load: {
      stages: [
        { kind: 'ramp', name: 'rise', from: 1, to: RATE, duration: '10m' },
        { kind: 'hold', name: 'plateau', rate: RATE, duration: '40m' },
      ],
    },
    assertions: [
      { kind: 'scalesOut', atLeast: 100 },
      { kind: 'metricBeforeScaleOut' },
      { kind: 'replicasWithin' },
      { kind: 'dutyCycleZero' },
      { kind: 'scalesIn' },
      { kind: 'gpusReleased' },
      { kind: 'noFlapping' },
      { kind: 'noRequestLost' },
      { kind: 'latency', below: '1s' },
      { kind: 'errorRate', below: 0.01 },
      { kind: 'hpaHealthy' },
      { kind: 'hpaFollowsSpec' },
    ],
  });
  const plan = makePlan(scenario, PROFILES.realtime, 1);
  yield {
    ...{ kind: 'run', version: 1, runId: '20260115-100000-1ace', at: START, target: 'lab', emulated: true },
    ...{ plan, versions: { kubernetes: 'v1.36.3', scaleproof: '0.1.0' } },
  };
  const loadStart = START + 20_000;
  yield { kind: 'load', at: loadStart, edge: 'start' };
  let sent = 0;
  for (let second = 0; second < SECONDS; second++) {
    const at = START + second * 1000;
    yield* clusterAt(at, second);
    for (let arrival = plan.arrivals[sent]; arrival !== undefined; arrival = plan.arrivals[++sent]) {
      const intendedAt = loadStart + arrival;
      if (intendedAt >= at + 1000) break;
      yield requestAt(
        intendedAt,
        sent,
        plan.stages.find((stage) => arrival < stage.endMs)?.name ?? 'plateau',
      );
    }
    if (second === 20 + plan.loadMs / 1000)
      yield { kind: 'load', at: loadStart + plan.loadMs, edge: 'end', completed: true, dropped: 0 };
  }
  yield { kind: 'end', at: START + SECONDS * 1000, reason: 'completed' };
}

/** How many pods there are: a slow rise and, after the load, a slow fall. */
function sizeAt(second: number): number {
  if (second < 60) return 1;
  if (second < 3100) return Math.min(PODS, 1 + Math.floor((second - 60) / 4));
  return Math.max(1, PODS - Math.floor((second - 3100) / 2));
}

function podName(index: number): string {
  return `fast-style-transfer-serving-5b7d9c6f4d-${(index * 7919 + 46_656).toString(36).slice(-5).padStart(5, 'x')}`;
}

function* clusterAt(at: number, second: number): Generator<Observation> {
  const size = sizeAt(second);
  const before = sizeAt(second - 1);
  for (let pod = before; pod < size; pod++) {
    yield { kind: 'pod', at, pod: podName(pod), change: 'created' };
    yield {
      kind: 'pod',
      at: at + 5,
      pod: podName(pod),
      change: 'scheduled',
      node: `node-${pod % 25}`,
      gpus: 1,
    };
    yield { kind: 'pod', at: at + 400, pod: podName(pod), change: 'started' };
    yield { kind: 'pod', at: at + 600, pod: podName(pod), change: 'ready' };
  }
  for (let pod = size; pod < before; pod++) {
    yield { kind: 'pod', at, pod: podName(pod), change: 'terminating' };
    yield { kind: 'pod', at: at + 500, pod: podName(pod), change: 'deleted' };
  }
  yield { kind: 'replicas', at, desired: size, current: size, ready: size, available: size };
  const pods = Array.from({ length: size }, (_, index) => podName(index));
  if (size !== before) yield { kind: 'endpoints', at: at + 650, ready: pods, terminating: [] };
  const value = (pod: number) => (second < 3020 ? 40 + ((second * 7 + pod * 13) % 50) : 0);
  for (let pod = 0; pod < PODS; pod++) {
    const labels = {
      ...{
        gpu: `${pod % 8}`,
        UUID: `GPU-00000000-0000-4000-8000-${`${pod}`.padStart(12, '0')}`,
        device: `nvidia${pod % 8}`,
      },
      ...{
        pci_bus_id: `00000000:0${pod % 8}:00.0`,
        modelName: 'NVIDIA A100-SXM4-40GB',
        Hostname: `node-${pod % 25}`,
      },
      ...(pod < size ? { namespace: 'style-transfer', container: 'serving', pod: podName(pod) } : {}),
    };
    const metric = 'DCGM_FI_DEV_GPU_UTIL';
    if (second % 2 === 0)
      yield {
        kind: 'gpu',
        at,
        sampledAt: at,
        source: 'device',
        metric,
        labels,
        value: pod < size ? value(pod) : 0,
      };
    if (pod < size) {
      yield {
        kind: 'gpu',
        at: at + 200,
        sampledAt: at,
        source: 'prometheus',
        metric,
        labels,
        value: value(pod),
      };
      if (second % 15 === 0)
        yield {
          kind: 'serverCount',
          at,
          pod: podName(pod),
          accepted: second,
          completed: second,
          rejected: 0,
        };
    }
  }
  if (second % 15 !== 0) return;
  const items = pods.map((pod, index) => ({ pod, value: value(index) }));
  yield { kind: 'customMetric', at: at + 300, metric: 'DCGM_FI_DEV_GPU_UTIL', pods: items };
  yield {
    ...{
      kind: 'hpaRead',
      at: at + 500,
      askedAt: at + 400,
      answeredAt: at + 410,
      metric: 'DCGM_FI_DEV_GPU_UTIL',
    },
    ...{ selector: 'app=fast-style-transfer', status: 200 },
    items: items.map((one) => ({ pod: one.pod, value: `${one.value}`, timestamp: at })),
  };
  const mean = items.reduce((sum, one) => sum + one.value, 0) / items.length;
  yield {
    ...{ kind: 'hpa', at: at + 450, desired: size, current: size, min: 1, max: PODS, specVersion: '1' },
    metrics: [{ name: 'DCGM_FI_DEV_GPU_UTIL', value: Math.floor(mean * 1000) / 1000, target: 20 }],
    conditions: [
      {
        type: 'AbleToScale',
        status: 'True',
        reason: 'ReadyForNewScale',
        message: 'recommended size matches current size',
      },
    ],
  };
}

function requestAt(intendedAt: number, index: number, stage: string): Observation {
  const durationMs = 120 + (index % 97);
  return {
    ...{
      kind: 'request',
      at: intendedAt + durationMs,
      intendedAt,
      sentAt: intendedAt + 1,
      durationMs,
      stage,
    },
    ...{
      outcome: index % 5000 === 4999 ? 'lost' : 'ok',
      status: 200,
      pod: podName(index % PODS),
      bytes: 20_000,
    },
  };
}
