import { podOf } from '../sample/gpu-pod.ts';
import { lastAt, type Timeline } from '../sample/timeline.ts';
import type { Instant } from '../units/instant.ts';
import type { Context } from './assertion.ts';
import { signalSamples } from './signal.ts';

/** How many pods serve from a moment on, and how far the others came. */
export interface ServingCount {
  readonly at: Instant;
  /** Ready, endpoint-listed, answering, and on GPUs of their own. */
  readonly serving: number;
  readonly ready: number;
  readonly listed: number;
  readonly answered: number;
  readonly onGpus: number;
}

interface PodState {
  ready: boolean;
  answered: boolean;
  gpus: number;
}

type Step = { readonly at: Instant; readonly apply: (state: State) => void };
interface State {
  readonly pods: Map<string, PodState>;
  listed: ReadonlySet<string>;
}

/** Follows the serving pods through the run; one entry for each moment at which something changed. */
export function countServing(context: Context): readonly ServingCount[] {
  const { plan, timeline } = context;
  const state: State = { pods: new Map(), listed: new Set() };
  const attributed = attributedPods(context);
  // Where no answer names its pod there is nothing to hold against a single pod.
  const answersNamePods = timeline.of('request').some((r) => r.outcome === 'ok' && r.pod !== undefined);
  const anyAnswer = timeline.of('request').find((r) => r.outcome === 'ok')?.at;
  const counts: ServingCount[] = [];
  for (const step of stepsOf(timeline)) {
    step.apply(state);
    const pods = [...state.pods].map(([name, pod]) => {
      const answered = answersNamePods ? pod.answered : anyAnswer !== undefined && anyAnswer <= step.at;
      const onGpus = pod.gpus >= plan.scenario.workload.gpusPerPod && (attributed?.has(name) ?? true);
      return { ready: pod.ready, listed: state.listed.has(name), answered, onGpus };
    });
    counts.push({
      at: step.at,
      serving: pods.filter((p) => p.ready && p.listed && p.answered && p.onGpus).length,
      ready: pods.filter((p) => p.ready).length,
      listed: pods.filter((p) => p.listed).length,
      answered: pods.filter((p) => p.answered).length,
      onGpus: pods.filter((p) => p.onGpus).length,
    });
  }
  return counts;
}

/** The count that held at an instant. */
export function servingAt(counts: readonly ServingCount[], at: Instant): ServingCount | undefined {
  return lastAt(counts, at);
}

function stepsOf(timeline: Timeline): readonly Step[] {
  const steps: Step[] = [];
  for (const seen of timeline.of('pod')) {
    steps.push({
      at: seen.at,
      apply: ({ pods }) => {
        if (seen.change === 'deleted') {
          pods.delete(seen.pod);
          return;
        }
        const pod = pods.get(seen.pod) ?? { ready: false, answered: false, gpus: 0 };
        pods.set(seen.pod, pod);
        if (seen.gpus !== undefined) pod.gpus = seen.gpus;
        if (seen.change === 'ready') pod.ready = true;
        if (['unready', 'terminating', 'failed', 'restarted'].includes(seen.change)) pod.ready = false;
      },
    });
  }
  for (const seen of timeline.of('endpoints')) {
    steps.push({
      at: seen.at,
      apply: (state) => {
        state.listed = new Set(seen.ready);
      },
    });
  }
  const firstAnswer = new Map<string, Instant>();
  for (const seen of timeline.of('request')) {
    if (seen.outcome !== 'ok' || seen.pod === undefined || firstAnswer.has(seen.pod)) continue;
    firstAnswer.set(seen.pod, seen.at);
    steps.push({
      at: seen.at,
      apply: ({ pods }) => {
        const pod = pods.get(seen.pod!);
        if (pod) pod.answered = true;
      },
    });
  }
  return steps.sort((a, b) => a.at - b.at);
}

/** Pods that the exporter's series name; `undefined` where no series was read at all. */
function attributedPods(context: Context): ReadonlySet<string> | undefined {
  const samples = [...signalSamples(context, 'exporter'), ...signalSamples(context, 'prometheus')];
  if (samples.length === 0) return undefined;
  return new Set(samples.flatMap((sample) => podOf(sample) ?? []));
}
