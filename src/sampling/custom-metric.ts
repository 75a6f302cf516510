import type { KubeConnection, KubeResponse } from '../kube/connect.ts';
import { refusal } from '../kube/kube-error.ts';
import type { CustomMetricObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { parseQuantity } from '../units/quantity.ts';

/** A list of metric values of either version of custom.metrics.k8s.io; both name the object and give a quantity. */
interface MetricValueList {
  readonly items?: readonly {
    readonly describedObject: { readonly kind: string; readonly name: string };
    readonly value: string;
  }[];
  readonly message?: string;
}

/** What the HPA asks custom.metrics.k8s.io for. */
export interface CustomMetricQuestion {
  readonly namespace: string;
  readonly metric: string;
  readonly podSelector: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks through the API server exactly as the HPA does. That no such metric is known for these pods is an answer: no
 * values. Throws when there was no answer.
 */
export async function askCustomMetric(
  connection: KubeConnection,
  question: CustomMetricQuestion,
): Promise<readonly CustomMetricValue[]> {
  const { namespace, metric, podSelector, timeoutMs, signal } = question;
  const path = `/apis/custom.metrics.k8s.io/v1beta1/namespaces/${namespace}/pods/*/${metric}`;
  const answer = await connection.request<MetricValueList>('GET', path, {
    query: { labelSelector: podSelector },
    timeoutMs,
    signal,
    allow: [404],
  });
  return valuesOf(`GET ${path}`, answer);
}

type CustomMetricValue = CustomMetricObservation['pods'][number];

function valuesOf(what: string, answer: KubeResponse<MetricValueList>): readonly CustomMetricValue[] {
  if (answer.status === 404) {
    // The adapter says "could not find the metric"; a missing API says "could not find the requested resource".
    if (answer.text.includes('could not find the metric')) return [];
    throw refusal(what, answer.status, answer.text);
  }
  return (answer.body.items ?? []).flatMap(({ describedObject, value }) => {
    const parsed = parseQuantity(value);
    return parsed === undefined ? [] : [{ pod: describedObject.name, value: parsed }];
  });
}

/** Values of the pods as an observation, in order of their names. */
export function customMetricOf(
  metric: string,
  values: readonly CustomMetricValue[],
  at: Instant,
): CustomMetricObservation {
  const pods = [...values].sort((a, b) => (a.pod < b.pod ? -1 : 1));
  return { kind: 'customMetric', at, metric, pods };
}
