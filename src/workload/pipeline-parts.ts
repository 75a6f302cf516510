import { createHash } from 'node:crypto';
import type { ObjectMeta } from '../kube/objects.ts';
import { profileOf } from '../metric/catalogue.ts';
import type { MetricProfile } from '../metric/profile.ts';
import type { Timing } from '../plan/timing.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type Identity, labelsOf } from './labels.ts';

/** What the metrics pipeline is made from. */
export interface PipelineParts {
  readonly pipeline: Scenario['pipeline'];
  /** Whose series the metric is made of. */
  readonly profile: MetricProfile;
  /** The metric as custom.metrics.k8s.io shall name it. */
  readonly metricName: string;
  readonly timing: Timing;
  /** Prometheus that the adapter reads, as pods reach it; ours when left out. */
  readonly prometheusUrl?: string;
}

/** The parts of a scenario that shape the pipeline. */
export function pipelinePartsOf(scenario: Scenario, timing: Timing): PipelineParts {
  const { profile, name } = scenario.hpa.metric;
  return { pipeline: scenario.pipeline, profile: profileOf(profile), metricName: name, timing };
}

/** Metadata of a pipeline object; leave `namespace` out for a cluster-wide one. */
export function pipelineMetadata(
  app: string,
  component: Identity['component'],
  place: { readonly name?: string; readonly namespace?: string } = {},
): ObjectMeta {
  return {
    name: place.name ?? app,
    ...(place.namespace === undefined ? {} : { namespace: place.namespace }),
    labels: labelsOf({ name: app, instance: 'scaleproof', component }),
  };
}

/** A short digest of what a pod reads only at its start: as an annotation of the pod template it restarts the pod. */
export function digestOf(...contents: readonly string[]): string {
  return createHash('sha256').update(contents.join('\0')).digest('hex').slice(0, 16);
}

/** Milliseconds as Prometheus and Go write them. */
export function goDuration(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
