import type { Answered, Cluster, MetricValue, PodMetrics, PodMetricValue, Scale } from './cluster.ts';
import type { Pod } from './pod.ts';

/** What one metric API answered; the kind has to fit the metric at the same place in `spec.metrics`. */
export type MetricReading =
  | { readonly resource: readonly PodMetrics[] }
  | { readonly pods: readonly PodMetricValue[] }
  | { readonly object: MetricValue }
  | { readonly external: readonly MetricValue[] }
  | { readonly error: string };

/** Everything that the controller reads in one sync, as plain data, with what its writes would meet. */
export interface Readings {
  readonly pods: readonly Pod[];
  readonly scale: Scale | { readonly error: string };
  /** One per entry of `spec.metrics`. */
  readonly metrics: readonly MetricReading[];
  readonly otherHpas?: Cluster['otherHpas'];
  readonly mappingError?: string;
  readonly updateScaleError?: string;
  readonly updateStatusError?: string;
}

/** A cluster in which everything has been read already: each answer comes at once. */
export function clusterOf(readings: Readings): Cluster {
  const { scale, metrics } = readings;
  return {
    pods: readings.pods,
    ...(readings.otherHpas === undefined ? {} : { otherHpas: readings.otherHpas }),
    mapTarget: (at) => done(at, readings.mappingError),
    getScale: (at) => ('error' in scale ? { at, error: scale.error } : { at, value: scale }),
    resourceMetrics: (at, index) => {
      const reading = metrics[index];
      return reading !== undefined && 'resource' in reading
        ? { at, value: reading.resource }
        : failed(at, reading);
    },
    podsMetric: (at, _metric, index) => {
      const reading = metrics[index];
      return reading !== undefined && 'pods' in reading ? { at, value: reading.pods } : failed(at, reading);
    },
    objectMetric: (at, _metric, index) => {
      const reading = metrics[index];
      return reading !== undefined && 'object' in reading
        ? { at, value: reading.object }
        : failed(at, reading);
    },
    externalMetric: (at, _metric, index) => {
      const reading = metrics[index];
      return reading !== undefined && 'external' in reading
        ? { at, value: reading.external }
        : failed(at, reading);
    },
    updateScale: (at) => done(at, readings.updateScaleError),
    updateStatus: (at) => done(at, readings.updateStatusError),
  };
}

function done(at: number, error: string | undefined): Answered<true> {
  return error === undefined ? { at, value: true } : { at, error };
}

function failed(
  at: number,
  reading: MetricReading | undefined,
): { readonly at: number; readonly error: string } {
  const error = reading !== undefined && 'error' in reading ? reading.error : 'no reading of this kind';
  return { at, error };
}
