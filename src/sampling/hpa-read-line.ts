import { milliValue, parseQuantity } from '../hpa/quantity.ts';
import type { HpaReadObservation } from '../sample/observation.ts';
import { parseDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';

/** Whose reads count: those of one metric, and of one resource where asked for, for the pods of one namespace. */
export interface ReadOf {
  readonly namespace: string;
  readonly metric: string;
  readonly resource?: 'cpu';
  readonly podSelector: string;
}

/** One line of the adapter's audit log (audit.k8s.io/v1 Event), as far as it is looked at. */
interface AuditEvent {
  readonly stage?: string;
  readonly requestURI?: string;
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource?: string;
    readonly namespace?: string;
    readonly subresource?: string;
  };
  readonly responseStatus?: { readonly code?: number; readonly message?: string };
  readonly responseObject?: { readonly items?: readonly unknown[] };
  readonly requestReceivedTimestamp?: string;
  readonly stageTimestamp?: string;
}

/** An item of custom.metrics.k8s.io. */
interface MetricItem {
  readonly describedObject?: { readonly name?: string };
  readonly value?: string;
  readonly timestamp?: string;
}

/** An item of metrics.k8s.io. */
interface PodMetricsItem {
  readonly metadata?: { readonly name?: string };
  readonly timestamp?: string;
  readonly window?: string;
  readonly containers?: readonly { readonly usage?: Readonly<Record<string, string>> }[];
}

const RESOURCE_API = 'metrics.k8s.io';
/** Whatever service account or process name stands before it. */
const CONTROLLER = /[/:]horizontal-pod-autoscaler$/;

/**
 * What one line of the audit log says the HPA controller has read, `undefined` where it is about something else.
 * Throws when the line is no audit event.
 */
export function hpaReadOf(line: string, wanted: ReadOf, at: Instant): HpaReadObservation | undefined {
  const event = JSON.parse(line) as AuditEvent;
  const { requestURI = '', userAgent = '', objectRef = {}, responseStatus = {}, responseObject = {} } = event;
  if (event.stage !== 'ResponseComplete' || !CONTROLLER.test(userAgent)) return undefined;
  const selector = new URL(requestURI, 'http://adapter').searchParams.get('labelSelector') ?? '';
  const resource = resourceAsked(objectRef, selector, wanted);
  const isMetric = objectRef.namespace === wanted.namespace && objectRef.subresource === wanted.metric;
  if (resource === undefined && !isMetric) return undefined;
  const status = responseStatus.code ?? 0;
  const isAnswered = status === 200;
  const items = isAnswered ? (responseObject.items ?? []) : [];
  return {
    kind: 'hpaRead',
    at,
    askedAt: instantOf(event.requestReceivedTimestamp),
    answeredAt: instantOf(event.stageTimestamp),
    metric: resource ?? wanted.metric,
    ...(resource === undefined ? {} : { api: RESOURCE_API }),
    selector,
    status,
    items:
      resource === undefined
        ? items.map((item) => metricItem(item as MetricItem))
        : items.flatMap((item) => resourceItem(item as PodMetricsItem, resource)),
    ...(isAnswered ? {} : { detail: responseStatus.message ?? `status ${status} without a message` }),
  };
}

/** Several HPAs may read metrics.k8s.io in one namespace; ours asks with the selector of our pods. */
function resourceAsked(
  { apiGroup, resource, namespace }: NonNullable<AuditEvent['objectRef']>,
  selector: string,
  wanted: ReadOf,
): 'cpu' | undefined {
  const isOurs = apiGroup === RESOURCE_API && resource === 'pods' && namespace === wanted.namespace;
  return isOurs && isSameSelector(selector, wanted.podSelector) ? wanted.resource : undefined;
}

function isSameSelector(one: string, other: string): boolean {
  const sorted = (text: string) => text.split(',').toSorted().join();
  return sorted(one) === sorted(other);
}

function metricItem(item: MetricItem): HpaReadObservation['items'][number] {
  return {
    pod: item.describedObject?.name ?? '',
    value: item.value ?? '',
    timestamp: instantOf(item.timestamp),
  };
}

/** As the controller adds them up: in milli-units, and a container without the resource spoils its pod. */
function resourceItem(item: PodMetricsItem, resource: string): HpaReadObservation['items'] {
  const used = (item.containers ?? []).map(({ usage }) => parseQuantity(usage?.[resource] ?? ''));
  if (used.length === 0 || used.includes(undefined)) return [];
  const milli = used.reduce((sum, one) => sum + Number(milliValue(one!)), 0);
  return [
    {
      pod: item.metadata?.name ?? '',
      value: `${milli}m`,
      timestamp: instantOf(item.timestamp),
      windowMs: parseDuration(item.window ?? '') ?? 0,
    },
  ];
}

/** RFC 3339 with up to nine digits of fraction; `Date` would keep only the milliseconds. */
export function instantOf(text: string | undefined): Instant {
  const [, fraction = ''] = /\.(\d+)/.exec(text ?? '') ?? [];
  const at = Date.parse((text ?? '').replace(/\.\d+/, ''));
  if (Number.isNaN(at)) throw new Error(`"${text}" is no time`);
  return at + Number(`0.${fraction || '0'}`) * 1000;
}
