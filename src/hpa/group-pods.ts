import type { Instant } from '../units/instant.ts';
import type { Pod, PodSample, PodSamples } from './pod.ts';

/** Pod names by what the calculator does with them. */
export interface PodGroups {
  /** Pods with a sample that counts. */
  readonly readyPodCount: number;
  /** Not started, or (cpu only) not ready: their samples are dropped. */
  readonly unready: readonly string[];
  /** Running without a sample. */
  readonly missing: readonly string[];
  /** Being deleted, or failed. */
  readonly ignored: readonly string[];
}

/** What decides whether a cpu sample of a young pod counts. */
export interface ReadinessRules {
  readonly cpuInitializationPeriodMs: number;
  readonly initialReadinessDelayMs: number;
  readonly now: Instant;
}

/** Sorts the pods of the selector; the first rule that matches wins. Go: `groupPods`. */
export function groupPods(
  pods: readonly Pod[],
  samples: PodSamples,
  resource: string,
  rules: ReadinessRules,
): PodGroups {
  const unready: string[] = [];
  const missing: string[] = [];
  const ignored: string[] = [];
  let readyPodCount = 0;
  for (const pod of pods) {
    if (pod.deleting || pod.phase === 'Failed') {
      ignored.push(pod.name);
      continue;
    }
    if (pod.phase === 'Pending') {
      unready.push(pod.name);
      continue;
    }
    const sample = samples.get(pod.name);
    if (sample === undefined) missing.push(pod.name);
    else if (resource === 'cpu' && isCpuSampleUnready(pod, sample, rules)) unready.push(pod.name);
    else readyPodCount++;
  }
  return { readyPodCount, unready, missing, ignored };
}

/** Readiness matters for the resource `cpu` alone, because starting up costs cpu. */
function isCpuSampleUnready(pod: Pod, sample: PodSample, rules: ReadinessRules): boolean {
  const { ready, startTime } = pod;
  if (ready === undefined || startTime === undefined) return true;
  const isFalse = ready.status === 'False';
  // Still within the initialization period: a ready pod needs one whole window of samples since it turned ready.
  if (startTime + rules.cpuInitializationPeriodMs > rules.now)
    return isFalse || sample.timestamp < ready.lastTransition + sample.windowMs;
  // Later: only a pod that has never been ready is left out.
  return isFalse && startTime + rules.initialReadinessDelayMs > ready.lastTransition;
}

/** The samples without those of the named pods; the same map when there is nothing to take out. Go: `removeMetricsForPods`. */
export function removeSamplesOf(samples: PodSamples, ...names: readonly (readonly string[])[]): PodSamples {
  let kept: Map<string, PodSample> | undefined;
  for (const list of names) {
    for (const name of list) {
      if (!samples.has(name)) continue;
      kept ??= new Map(samples);
      kept.delete(name);
    }
  }
  return kept ?? samples;
}
