import type { Observation } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import { exampleInput } from './example-input.fixture.ts';
import type { ReportInput } from './report.ts';

/** How big a made-up run is. */
export interface LongRun {
  readonly pods: number;
  readonly seconds: number;
  /** Time from one reading of a pod's duty cycle to the next. */
  readonly everyMs: number;
}

const IMAGES_PER_SECOND = 20;

/** A run of many pods over a long time: the pods come one after the other, work in waves, and go in the end. */
export function longRun(size: LongRun): ReportInput {
  const input = exampleInput('passed');
  const start = input.header.at + 3000;
  const seen: Observation[] = [{ kind: 'load', at: start, edge: 'start' }];
  for (let pod = 0; pod < size.pods; pod++) seen.push(...podLife(start, pod, size));
  for (let second = 0; second < size.seconds; second++) seen.push(...secondOf(start, second, size));
  const end = start + size.seconds * 1000;
  seen.push({ kind: 'load', at: start + size.seconds * 900, edge: 'end', completed: true });
  const timeline = buildTimeline(seen, { startedAt: input.header.at, endedAt: end, complete: true });
  return { ...input, timeline };
}

function podLife(start: number, pod: number, { pods, seconds, everyMs }: LongRun): readonly Observation[] {
  const name = `fast-style-transfer-serving-5b7d9c6f4d-p${pod}`;
  const born = start + (pod / pods) * seconds * 300;
  const gone = start + seconds * 980 - (pod / pods) * seconds * 60;
  const seen: Observation[] = [{ kind: 'pod', at: born, pod: name, change: 'created' }];
  for (let at = born; at < gone; at += everyMs) {
    const wave = 60 + 40 * Math.sin((at - start) / 90_000 + pod / 9);
    const value = at > start + seconds * 900 ? 0 : Math.round(wave);
    const labels = { pod: name };
    const metric = 'DCGM_FI_DEV_GPU_UTIL';
    seen.push({ kind: 'gpu', at, sampledAt: at, source: 'prometheus', metric, labels, value });
  }
  return seen;
}

function secondOf(start: number, second: number, { pods, seconds }: LongRun): readonly Observation[] {
  const at = start + second * 1000;
  const share = Math.min(1, second / (seconds * 0.3));
  const desired = second > seconds * 0.95 ? 1 : Math.max(1, Math.ceil(share * pods));
  const ready = Math.max(1, desired - (second % 7));
  const seen: Observation[] = [{ kind: 'replicas', at, desired, current: desired, ready, available: ready }];
  if (second > seconds * 0.9) return seen;
  for (let nth = 0; nth < IMAGES_PER_SECOND; nth++) {
    const sentAt = at + (nth * 1000) / IMAGES_PER_SECOND;
    const durationMs = 120 + ((second * 31 + nth * 17) % 97);
    const outcome = (second * IMAGES_PER_SECOND + nth) % 997 === 0 ? 'lost' : 'ok';
    const shared = { kind: 'request', stage: 'peak', status: outcome === 'ok' ? 200 : 0 } as const;
    seen.push({ ...shared, at: sentAt + durationMs, intendedAt: sentAt, sentAt, durationMs, outcome });
  }
  return seen;
}
