import type { Clock } from '../clock/clock.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { fullScale, type MetricProfile, type PodLabels, scrapedPodLabels } from '../metric/profile.ts';
import type { PrometheusDoor } from '../prometheus/prometheus-door.ts';
import type { HpaReadSource } from './follow-hpa-reads.ts';

/** The objects and series of one run. */
export interface SampledWorkload {
  readonly namespace: string;
  readonly deployment: string;
  readonly service: string;
  readonly hpa: string;
  /** Label selector of the workload's pods, for example `app=fast-style-transfer-serving`; the HPA asks with the same. */
  readonly podSelector: string;
  /** The Pods metric of the HPA, as custom.metrics.k8s.io names it. */
  readonly metric: string;
  /** The resource that the HPA scales on beside it; none when left out. */
  readonly resource?: 'cpu';
  /** Series that are read from Prometheus, the exporters and the devices, and how it is labelled; default `DCGM_FI_DEV_GPU_UTIL`. */
  readonly gpu?: SampledSeries;
}

/** The series that shows how busy a GPU is. */
export interface SampledSeries {
  readonly series: string;
  /** What a fully busy GPU reads. */
  readonly fullScale: 100 | 1;
  /** The labels under which Prometheus may have the pod, the likeliest first. */
  readonly podLabels: readonly PodLabels[];
}

/** How often each source is asked; milliseconds. */
export interface SamplingIntervals {
  /** Scrape interval of Prometheus: asking more often shows nothing new. Default 1000. */
  readonly prometheusMs?: number;
  readonly exporterMs?: number;
  readonly deviceMs?: number;
  readonly customMetricsMs?: number;
  readonly serverCountsMs?: number;
  /** The audit log of the metrics adapter. */
  readonly hpaReadsMs?: number;
}

/** What sampling needs. */
export interface SamplingOptions {
  readonly connection: KubeConnection;
  readonly prometheus: PrometheusDoor;
  /** The one that the metrics adapter asks, where that is another one; sampled beside the first. */
  readonly adapterPrometheus?: PrometheusDoor;
  readonly clock: Clock;
  readonly workload: SampledWorkload;
  readonly intervals?: SamplingIntervals;
  /** Metrics pages of dcgm-exporters, read directly; none by default. */
  readonly exporterUrls?: readonly string[];
  /** Page of the lab that tells the true state of its devices (`/devices`); absent on a cluster. */
  readonly devicesUrl?: string;
  /** Where the HPA controller's own reads are on record; absent on a cluster. */
  readonly hpaReads?: HpaReadSource;
  /** Forward proxy to the exporters. */
  readonly proxyUrl?: string;
  /** Longest wait for one answer; default 3000. */
  readonly answerTimeoutMs?: number;
  /** Longest wait for `ready`; default 30,000. */
  readonly readyTimeoutMs?: number;
  /** How long this process may be kept from running before it is a gap of source `runner`; default 1000. */
  readonly stallMs?: number;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/** What is sampled of a metric profile; labels that a hand-written scrape job makes of the profile's own are looked for too. */
export function sampledSeries(
  profile: MetricProfile,
  honorLabels: boolean = profile.honorLabels,
): SampledSeries {
  const [likely, other] = [honorLabels, !honorLabels].map((honour) => scrapedPodLabels(profile, honour));
  const same = likely!.pod === other!.pod;
  return {
    series: profile.series,
    fullScale: fullScale(profile),
    podLabels: same ? [likely!] : [likely!, other!],
  };
}
