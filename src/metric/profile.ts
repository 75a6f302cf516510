/** The labels that name the pod which holds a GPU. */
export interface PodLabels {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The exporters that the lab can emulate; several profiles may have the same one. */
export type ExporterKind = 'dcgm' | 'nvidia-gpu' | 'cadvisor' | 'ack' | 'amd' | 'intel';

/** What reads the devices and how it is deployed. */
export interface ExporterIdentity {
  readonly kind: ExporterKind;
  /** Name of its DaemonSet and of its `app.kubernetes.io/name`. */
  readonly app: string;
  readonly image: string;
  readonly port: number;
}

/** A further series of the same exporter that an HPA may scale on. */
export interface OtherSeries {
  readonly series: string;
  /** How the GPUs of one pod are joined. */
  readonly join: 'avg' | 'sum';
}

/** Everything about one source of the GPU metric, from the exporter's text to the HPA's target. */
export interface MetricProfile {
  readonly name: string;
  /** In a few words, for messages. */
  readonly title: string;
  readonly exporter: ExporterIdentity;
  /** The series that says how busy a GPU is. */
  readonly series: string;
  /** `percent`: 0 to 100; `ratio`: 0 to 1. */
  readonly unit: 'percent' | 'ratio';
  /** Labels as the exporter prints them. */
  readonly printed: PodLabels;
  /** `honor_labels` of its scrape job. */
  readonly honorLabels: boolean;
  /** A matcher that the adapter rule needs beside those of the pod; empty for none. */
  readonly only: string;
  /** How several series of one pod are joined. */
  readonly join: 'avg' | 'sum';
  /** Name in custom.metrics.k8s.io. */
  readonly metric: string;
  /** Other names that published adapter rules give it. */
  readonly aliases: readonly string[];
  readonly others: readonly OtherSeries[];
  /** The extended resource that a pod asks for. */
  readonly resource: string;
  /** Labels of the nodes that have such GPUs. */
  readonly nodeLabels: Readonly<Record<string, string>>;
  /** How many pods share one device; 1 where each has its own. */
  readonly sharedBy: number;
  /** MIG profile of the instances, where GPUs are partitioned. */
  readonly mig?: string;
  /** What goes wrong with it, a sentence each. */
  readonly traps: readonly string[];
  /** Where the format is known from. */
  readonly source: string;
}

/** What a fully busy GPU reads. */
export function fullScale({ unit }: Pick<MetricProfile, 'unit'>): 100 | 1 {
  return unit === 'percent' ? 100 : 1;
}

/** Label names that Prometheus itself puts on what it scrapes from a pod; an exporter's own of that name clash. */
const OF_TARGET = new Set(['namespace', 'pod', 'container']);

/** The labels as they stand in Prometheus: without `honor_labels`, those that clash become `exported_*`. */
export function scrapedPodLabels(
  { printed }: Pick<MetricProfile, 'printed'>,
  honorLabels: boolean,
): PodLabels {
  const name = (label: string) => (honorLabels || !OF_TARGET.has(label) ? label : `exported_${label}`);
  return {
    namespace: name(printed.namespace),
    pod: name(printed.pod),
    container: name(printed.container),
  };
}
