import type { HpaReadObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** Whose reads count: those of one metric for the pods of one namespace. */
export interface ReadOf {
  readonly namespace: string;
  readonly metric: string;
}

/** One line of the adapter's audit log (audit.k8s.io/v1 Event), as far as it is looked at. */
interface AuditEvent {
  readonly stage?: string;
  readonly requestURI?: string;
  readonly userAgent?: string;
  readonly objectRef?: { readonly namespace?: string; readonly subresource?: string };
  readonly responseStatus?: { readonly code?: number; readonly message?: string };
  readonly responseObject?: {
    readonly items?: readonly {
      readonly describedObject?: { readonly name?: string };
      readonly value?: string;
      readonly timestamp?: string;
    }[];
  };
  readonly requestReceivedTimestamp?: string;
  readonly stageTimestamp?: string;
}

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
  if (objectRef.namespace !== wanted.namespace || objectRef.subresource !== wanted.metric) return undefined;
  const status = responseStatus.code ?? 0;
  const isAnswered = status === 200;
  return {
    kind: 'hpaRead',
    at,
    askedAt: instantOf(event.requestReceivedTimestamp),
    answeredAt: instantOf(event.stageTimestamp),
    metric: wanted.metric,
    selector: new URL(requestURI, 'http://adapter').searchParams.get('labelSelector') ?? '',
    status,
    items: isAnswered
      ? (responseObject.items ?? []).map((item) => ({
          pod: item.describedObject?.name ?? '',
          value: item.value ?? '',
          timestamp: instantOf(item.timestamp),
        }))
      : [],
    ...(isAnswered ? {} : { detail: responseStatus.message ?? `status ${status} without a message` }),
  };
}

/** RFC 3339 with up to nine digits of fraction; `Date` would keep only the milliseconds. */
export function instantOf(text: string | undefined): Instant {
  const [, fraction = ''] = /\.(\d+)/.exec(text ?? '') ?? [];
  const at = Date.parse((text ?? '').replace(/\.\d+/, ''));
  if (Number.isNaN(at)) throw new Error(`"${text}" is no time`);
  return at + Number(`0.${fraction || '0'}`) * 1000;
}
