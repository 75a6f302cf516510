import type { Clock } from '../clock/clock.ts';
import { type Look, pollUntil } from '../clock/poll.ts';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { getObject } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { ApiService } from '../kube/objects.ts';
import { formatDuration } from '../units/duration.ts';
import { CUSTOM_METRICS_API } from './adapter/names.ts';

const ROOT = `/apis/${CUSTOM_METRICS_API}/v1beta1`;

/** One pod's value of a custom metric; `value` is a quantity as Kubernetes writes it, for example `23` or `17500m`. */
export interface PodMetricValue {
  readonly pod: string;
  readonly value: string;
}

/** What the custom metrics API answered. */
export interface VerifiedMetric {
  readonly values: readonly PodMetricValue[];
  readonly waitedMs: number;
}

/**
 * Row S6: asks the API server itself until custom.metrics.k8s.io lists a metric of pods and gives a value for it.
 * At the deadline the error names the first hop that is missing: registration, the adapter, the rule or the series.
 */
export async function verifyCustomMetrics(
  connection: KubeConnection,
  clock: Clock,
  wanted: {
    readonly namespace: string;
    readonly metric: string;
    readonly deadlineMs: number;
    readonly signal?: AbortSignal;
  },
): Promise<VerifiedMetric> {
  const options = wanted.signal ? { signal: wanted.signal } : {};
  let hint = '';
  const missing = (look: Missing): Look<never> => {
    hint = look.hint;
    return { seen: look.seen };
  };
  const polled = await pollUntil(
    clock,
    wanted.deadlineMs,
    async (): Promise<Look<readonly PodMetricValue[]>> => {
      const { values, said } = await readMetricValues(connection, wanted, options);
      if (values.length > 0) return { value: values };
      return missing((await missingHop(connection, wanted.metric, options)) ?? noValue(wanted, said));
    },
    { intervalsMs: [100, 200, 300], ...options },
  );
  if (polled.done) return { values: polled.value, waitedMs: polled.waitedMs };
  throw new ScaleproofError(
    'target-unavailable',
    `${CUSTOM_METRICS_API} gave no value of ${wanted.metric} for pods in ${wanted.namespace} within ${formatDuration(polled.waitedMs)}: ${polled.lastSeen}`,
    { hint },
  );
}

/** The custom metric of all pods of a namespace as the HPA would read it; empty when there is none. */
export async function readMetricValues(
  connection: KubeConnection,
  wanted: { readonly namespace: string; readonly metric: string },
  options: { readonly signal?: AbortSignal },
): Promise<{ readonly values: readonly PodMetricValue[]; readonly said: string }> {
  const path = `${ROOT}/namespaces/${wanted.namespace}/pods/*/${encodeURIComponent(wanted.metric)}`;
  const answer = await connection.request<{
    readonly items?: readonly {
      readonly describedObject: { readonly name: string };
      readonly value: string;
    }[];
  }>('GET', path, { ...options, allow: [404, 500, 503] });
  const items = answer.status === 200 ? (answer.body.items ?? []) : [];
  return {
    values: items.map((item) => ({ pod: item.describedObject.name, value: item.value })),
    said: answer.status === 200 ? 'an empty list' : `${answer.status} ${answer.text.slice(0, 200)}`,
  };
}

interface Missing {
  readonly seen: string;
  readonly hint: string;
}

/** The first hop between the API server and the series that is not there; `undefined` when only the value is missing. */
async function missingHop(
  connection: KubeConnection,
  metric: string,
  options: { readonly signal?: AbortSignal },
): Promise<Missing | undefined> {
  const service = await getObject<ApiService>(
    connection,
    { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', name: `v1beta1.${CUSTOM_METRICS_API}` },
    options,
  );
  if (!service) {
    return {
      seen: 'no APIService is registered for it',
      hint: 'install the metrics adapter and its APIService',
    };
  }
  const available = service.status?.conditions?.find((condition) => condition.type === 'Available');
  if (available?.status !== 'True') {
    return {
      seen: `its APIService is not available: ${available?.reason ?? 'no condition yet'}: ${available?.message ?? ''}`,
      hint: "check the adapter's pod, its Service, and that caBundle signed its certificate",
    };
  }
  const discovery = await connection.request<{ readonly resources?: readonly { readonly name: string }[] }>(
    'GET',
    ROOT,
    { ...options, allow: [404, 503] },
  );
  if (discovery.status !== 200) {
    return { seen: `its discovery answered ${discovery.status}`, hint: "see the adapter's log" };
  }
  const names = (discovery.body.resources ?? []).map((resource) => resource.name);
  if (names.includes(`pods/${metric}`)) return undefined;
  return {
    seen: `its discovery lists no pods/${metric} but ${names.length === 0 ? 'nothing' : names.slice(0, 8).join(', ')}`,
    hint: "check that Prometheus has the series with pod labels, and the adapter's rule for it in adapter-config",
  };
}

function noValue(wanted: { readonly namespace: string; readonly metric: string }, said: string): Missing {
  return {
    seen: `it lists pods/${wanted.metric}, but for pods in ${wanted.namespace} it answered ${said}`,
    hint: 'check that the exporter names the pods that hold the GPUs, and that a pod with a GPU runs there',
  };
}
