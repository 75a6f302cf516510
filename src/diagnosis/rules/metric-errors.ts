import type { Plan } from '../../plan/plan.ts';
import type { Hop } from '../../verdict/verdict.ts';

/** What a text of the metrics API or the HPA means: which layer is broken and what to do. */
export interface MetricError {
  readonly pattern: RegExp;
  readonly id: string;
  readonly title: string;
  readonly hop: Hop;
  readonly fix: (plan: Plan) => string;
  /** More evidence from the plan itself. */
  readonly compare: (plan: Plan) => readonly string[];
}

const nothing = () => [];

/** Error text to broken layer, first match wins; the texts are those of Kubernetes 1.36 and prometheus-adapter 0.12. */
export const METRIC_ERRORS: readonly MetricError[] = [
  {
    pattern: /no custom metrics API .* registered/,
    id: 'API_NOT_REGISTERED',
    title: 'No custom metrics API is registered',
    hop: 'custom-metrics',
    fix: () => 'Create the APIService v1beta1.custom.metrics.k8s.io and point it at the metrics adapter.',
    compare: nothing,
  },
  {
    pattern: /forbidden/i,
    id: 'HPA_FORBIDDEN',
    title: 'The HPA controller may not read the metric',
    hop: 'custom-metrics',
    fix: (plan) =>
      `Let the user named in the message get, list and watch ${plan.scenario.hpa.metric.name} in custom.metrics.k8s.io.`,
    compare: nothing,
  },
  {
    pattern: /could not find the (metric|requested resource)|\b404\b|not found/i,
    id: 'NOT_DISCOVERED',
    title: 'The metrics adapter does not know the metric',
    hop: 'custom-metrics',
    fix: (plan) =>
      `Correct the adapter rule: its seriesQuery must match the series that the exporter gives and be named ${plan.scenario.hpa.metric.name}; then restart the adapter, which reads its rules only when it starts.`,
    compare: ({ scenario: { hpa, pipeline } }) =>
      pipeline.adapterSeries === hpa.metric.name
        ? []
        : [
            `the adapter rule asks Prometheus for series ${pipeline.adapterSeries}; the HPA asks for ${hpa.metric.name}`,
          ],
  },
  {
    // The HPA's own wrapping says "unable to fetch metrics from custom metrics API" before whatever the cause is.
    pattern: /Internal error occurred: unable to fetch metrics/,
    id: 'ADAPTER_QUERY_FAILED',
    title: 'The metrics adapter could not query Prometheus',
    hop: 'prometheus',
    fix: () => 'Check that Prometheus is up and that the adapter reaches it at its --prometheus-url.',
    compare: nothing,
  },
  {
    pattern: /unable to list matching resources/,
    id: 'ADAPTER_FORBIDDEN',
    title: 'The metrics adapter may not list the pods',
    hop: 'custom-metrics',
    fix: () => "Give the adapter's service account get, list and watch on pods.",
    compare: nothing,
  },
  {
    pattern: /no metrics returned|unable to get metric .*: no /,
    id: 'NO_ROWS',
    title: 'The custom metrics API answered with no values',
    hop: 'custom-metrics',
    fix: (plan) =>
      `Check that the series carries the namespace and pod labels of the serving pods (honor_labels is ${plan.scenario.pipeline.honorLabels}), and that they hold their GPUs.`,
    compare: nothing,
  },
  {
    pattern: /did not receive metrics for targeted pods/,
    id: 'PODS_WITHOUT_METRIC',
    title: 'The metric has values, but none for running pods',
    hop: 'exporter',
    fix: () =>
      'Check that the exporter attributes GPUs to the pods that run now, and not to pods that are gone.',
    compare: nothing,
  },
  {
    pattern:
      /unable to handle the request|service unavailable|\b503\b|connection refused|timed? ?out|deadline exceeded/i,
    id: 'API_UNAVAILABLE',
    title: 'The custom metrics API could not be reached',
    hop: 'custom-metrics',
    fix: () =>
      'Read the Available condition of APIService v1beta1.custom.metrics.k8s.io, then the log and the endpoints of the metrics adapter.',
    compare: nothing,
  },
];
