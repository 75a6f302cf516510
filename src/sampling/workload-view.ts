import { createHash } from 'node:crypto';
import type { Condition, Deployment, Hpa } from '../kube/objects.ts';
import type {
  HpaMetric,
  HpaObservation,
  HpaSpecObservation,
  ReplicasObservation,
} from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { parseQuantity } from '../units/quantity.ts';

/** What a Deployment says of its replicas; counts that its status leaves out are 0. */
export function replicasOf(deployment: Deployment, at: Instant): ReplicasObservation {
  const { status } = deployment;
  return {
    kind: 'replicas',
    at,
    desired: deployment.spec.replicas ?? 1,
    current: status?.replicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
  };
}

/** What a HorizontalPodAutoscaler says: bounds, its metrics beside their targets, and its conditions. */
export function hpaOf(hpa: Hpa, at: Instant): HpaObservation {
  const { spec, status } = hpa;
  const current = (status?.currentMetrics ?? []) as readonly MetricSpec[];
  return {
    kind: 'hpa',
    at,
    desired: status?.desiredReplicas ?? 0,
    current: status?.currentReplicas ?? 0,
    min: spec.minReplicas ?? 1,
    max: spec.maxReplicas,
    metrics: ((spec.metrics ?? []) as readonly MetricSpec[]).map((metric) => metricOf(metric, current)),
    conditions: (status?.conditions ?? []).map(conditionOf),
    specVersion: specVersionOf(hpa),
  };
}

/** What a HorizontalPodAutoscaler is told to do. */
export function hpaSpecOf(hpa: Hpa, at: Instant): HpaSpecObservation {
  const { uid, resourceVersion = '', generation } = hpa.metadata;
  const writer = writerOf(hpa);
  return {
    kind: 'hpaSpec',
    at,
    specVersion: specVersionOf(hpa),
    ...(uid === undefined ? {} : { uid }),
    resourceVersion,
    ...(generation === undefined ? {} : { generation }),
    ...(writer === undefined ? {} : { writer }),
    spec: hpa.spec,
  };
}

/** The latest writer of the spec; a status has a subresource of its own. */
function writerOf({ metadata: { managedFields = [] } }: Hpa): string | undefined {
  const writers = managedFields.filter(({ subresource, fieldsV1 }) => !subresource && fieldsV1?.['f:spec']);
  return writers.toSorted((a, b) => (a.time ?? '').localeCompare(b.time ?? '')).at(-1)?.manager;
}

/** A metric of any type, as wanted or as read: the part named by its type holds name, target and current value. */
interface MetricSpec {
  readonly type: string;
  readonly [part: string]: unknown;
}

interface MetricPart {
  readonly name?: string;
  readonly container?: string;
  readonly metric?: { readonly name: string };
  readonly target?: MetricFigures;
  readonly current?: MetricFigures;
}

interface MetricFigures {
  readonly averageValue?: string;
  readonly value?: string;
  readonly averageUtilization?: number;
}

function metricOf(wanted: MetricSpec, current: readonly MetricSpec[]): HpaMetric {
  const name = nameOf(wanted);
  const read = current.find((metric) => metric.type === wanted.type && nameOf(metric) === name);
  const target = partOf(wanted)?.target;
  const figure = target === undefined ? undefined : figureOf(target);
  return {
    name,
    // The same figure as the target's: a status carries an average value beside a utilization.
    value: (read && figure && figureOf(partOf(read)?.current ?? {}, figure.field)?.value) ?? null,
    target: figure?.value ?? 0,
  };
}

function partOf(metric: MetricSpec): MetricPart | undefined {
  const key = metric.type.charAt(0).toLowerCase() + metric.type.slice(1);
  return metric[key] as MetricPart | undefined;
}

function nameOf(metric: MetricSpec): string {
  const part = partOf(metric);
  const name = part?.metric?.name ?? part?.name ?? metric.type;
  return part?.container === undefined ? name : `${part.container}/${name}`;
}

const FIGURES = ['averageValue', 'averageUtilization', 'value'] as const;
type Figure = (typeof FIGURES)[number];

function figureOf(
  figures: MetricFigures,
  wanted?: Figure,
): { readonly field: Figure; readonly value: number } | undefined {
  for (const field of wanted === undefined ? FIGURES : [wanted]) {
    const raw = figures[field];
    const value = typeof raw === 'string' ? parseQuantity(raw) : raw;
    if (value !== undefined) return { field, value };
  }
  return undefined;
}

function conditionOf(condition: Condition): HpaObservation['conditions'][number] {
  const { type, status, reason = '', message = '' } = condition;
  return { type, status, reason, message };
}

function specVersionOf(hpa: Hpa): string {
  // autoscaling/v2 sets no generation on older servers, so the spec itself is always part of its version.
  const hash = createHash('sha256').update(JSON.stringify(hpa.spec)).digest('hex').slice(0, 12);
  return hpa.metadata.generation === undefined ? hash : `${hpa.metadata.generation}-${hash}`;
}
