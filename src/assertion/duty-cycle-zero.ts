import { podOf } from '../sample/gpu-pod.ts';
import type { GpuSample } from '../sample/observation.ts';
import { formatDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';
import { type Assertion, type Context, figureOf, offset, plural } from './assertion.ts';
import { hpaSideReadings, podSamples } from './signal.ts';

/** The duty cycle of every serving GPU, and the value that the HPA sees, are 0 in time after load end. */
export const dutyCycleZero: Assertion<'dutyCycleZero'> = {
  needs: ['prometheus', 'pods', 'runner'],
  excusedBy: ['custom-metrics'],
  needsLoad: true,
  decide(planned, context) {
    const withinMs = figureOf(planned, 'within');
    const { timeline, loadEnd } = context;
    const deadline = loadEnd + withinMs;
    const samples = podSamples(context).filter((sample) => sample.sampledAt > loadEnd);
    const side = hpaSideReadings(context).filter((reading) => reading.at > loadEnd);
    const pods = lastNonZero(samples);
    const zero = zeroEverywhere(context, samples, deadline);
    const seenZero = side.find((reading) => reading.value === 0);
    const done = zero.at === undefined || !seenZero ? undefined : Math.max(zero.at, seenZero.at);
    const base = {
      expected: `0 on every serving GPU and in the value that the HPA reads, within ${formatDuration(withinMs)} of load end`,
      observed: [
        zero.at === undefined ? zero.problem : `0 on every serving GPU at ${offset(context, zero.at)}`,
        seenZero
          ? `0 in ${seenZero.from} at ${offset(context, seenZero.at)}`
          : lastSide(context, side.at(-1)),
      ].join('; '),
      window: { from: loadEnd, to: Math.max(loadEnd, done ?? Math.min(deadline, timeline.endedAt)) },
      samples: samples.length,
    };
    if (samples.length === 0 || side.length === 0) {
      const what = samples.length === 0 ? 'series of a serving pod' : 'value on the HPA side';
      return { ...base, samples: 0, status: 'inconclusive', reason: `no ${what} was read after load end` };
    }
    const late = pods.find((sample) => sample.sampledAt > deadline);
    if (late) {
      const reason = `${podOf(late)} still read ${late.value} at ${offset(context, late.sampledAt)}, after the bound of ${offset(context, deadline)}`;
      return { ...base, status: 'failed', witnessed: true, reason };
    }
    if (done !== undefined && done <= deadline) return { ...base, status: 'passed' };
    if (done === undefined && timeline.endedAt < deadline) {
      return {
        ...base,
        status: 'inconclusive',
        reason: `the watch ended at ${offset(context, timeline.endedAt)}, before the bound of ${offset(context, deadline)}`,
      };
    }
    return {
      ...base,
      status: 'failed',
      reason: `not 0 everywhere at the bound of ${offset(context, deadline)}`,
    };
  },
};

/** The last sample of each pod that is not 0; a NaN is not 0. */
function lastNonZero(samples: readonly GpuSample[]): readonly GpuSample[] {
  const last = new Map<string, GpuSample>();
  for (const sample of samples) {
    const key = `${podOf(sample)} ${sample.labels.UUID ?? ''}`;
    if (sample.value !== 0 && sample.sampledAt >= (last.get(key)?.sampledAt ?? 0)) last.set(key, sample);
  }
  return [...last.values()];
}

/** When the last of the pods read 0 for good, or what stands against it. A pod that went needs no reading. */
function zeroEverywhere(
  context: Context,
  samples: readonly GpuSample[],
  deadline: Instant,
): { readonly at?: Instant; readonly problem: string } {
  const lastBusy = new Map(lastNonZero(samples).map((sample) => [podOf(sample), sample]));
  const byPod = Map.groupBy(samples, podOf);
  const waiting: string[] = [];
  let at: Instant | undefined;
  for (const pod of podsAfterLoad(context, deadline)) {
    const busy = lastBusy.get(pod);
    const zero = byPod
      .get(pod)
      ?.find((sample) => sample.value === 0 && sample.sampledAt > (busy?.sampledAt ?? 0));
    if (zero) at = Math.max(at ?? 0, zero.sampledAt);
    else
      waiting.push(
        busy ? `${pod} read ${busy.value} at ${offset(context, busy.sampledAt)}` : `${pod} had no series`,
      );
  }
  if (waiting.length === 0 && at !== undefined) return { at, problem: '' };
  return { problem: `${plural(waiting.length, 'pod')} without a 0: ${waiting.slice(0, 3).join(', ')}` };
}

/** Pods that were there from load end to the bound; those that terminated meanwhile are not held to a reading. */
function podsAfterLoad({ timeline, loadEnd }: Context, deadline: Instant): readonly string[] {
  const alive = new Set<string>();
  for (const seen of timeline.of('pod')) {
    if (seen.at > deadline) break;
    const left = seen.change === 'deleted' || seen.change === 'terminating' || seen.change === 'failed';
    if (left) alive.delete(seen.pod);
    else if (seen.at <= loadEnd) alive.add(seen.pod);
  }
  return [...alive];
}

function lastSide(context: Context, reading: ReturnType<typeof hpaSideReadings>[number] | undefined): string {
  if (!reading) return 'the HPA side was not read';
  return `${reading.from} read ${reading.value} at ${offset(context, reading.at)}`;
}
