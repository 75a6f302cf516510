import { z } from 'zod';
import type { Labels, Observation, ObservationKind, ObservationOf } from '../sample/observation.ts';
import { instantSchema, millisecondsSchema } from './time-schema.ts';

const instant = instantSchema;
const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
/** Sums and squares of values stay numbers below this; dcgm-exporter's own sentinels for no value are far smaller. */
const LARGEST_VALUE = 1e100;
const value = z.number().min(-LARGEST_VALUE).max(LARGEST_VALUE);
const text = z.string();
/** Label names and values of a series. */
export const labelsSchema: z.ZodType<Labels> = z.record(text, text);

/** Whether a number can be the value of a metric. */
export function isMetricValue(number: number): boolean {
  return Math.abs(number) <= LARGEST_VALUE;
}

const metricValue = z.union([value, z.enum(['NaN', '+Inf', '-Inf'])]);
const outcome = z.enum(['ok', 'rejected', 'invalid', 'error', 'lost']);
const podChange = z.enum([
  'created',
  'scheduled',
  'started',
  'ready',
  'unready',
  'terminating',
  'failed',
  'restarted',
  'deleted',
]);
const gapSource = z.enum([
  'hpa',
  'deployment',
  'pods',
  'endpoints',
  'events',
  'nodes',
  'device',
  'exporter',
  'prometheus',
  'adapter-prometheus',
  'custom-metrics',
  'hpa-reads',
  'load',
  'runner',
]);

/** How each kind of observation looks in a line of `events.ndjson`; a kind without an entry does not compile. */
const SHAPES = {
  replicas: z.object({
    kind: z.literal('replicas'),
    at: instant,
    desired: count,
    current: count,
    ready: count,
    available: count,
  }),
  hpa: z.object({
    kind: z.literal('hpa'),
    at: instant,
    desired: count,
    current: count,
    min: count,
    max: count,
    metrics: z.array(z.object({ name: text, value: value.nullable(), target: value })),
    conditions: z.array(
      z.object({ type: text, status: z.enum(['True', 'False', 'Unknown']), reason: text, message: text }),
    ),
    specVersion: text,
  }),
  hpaSpec: z.object({
    kind: z.literal('hpaSpec'),
    at: instant,
    specVersion: text,
    uid: text.optional(),
    resourceVersion: text,
    generation: count.optional(),
    writer: text.optional(),
    spec: z.record(z.string(), z.unknown()),
  }),
  pod: z.object({
    kind: z.literal('pod'),
    at: instant,
    pod: text,
    change: podChange,
    node: text.optional(),
    gpus: count.optional(),
    since: instant.optional(),
    detail: text.optional(),
  }),
  endpoints: z.object({
    kind: z.literal('endpoints'),
    at: instant,
    ready: z.array(text),
    terminating: z.array(text),
  }),
  gpus: z.object({ kind: z.literal('gpus'), at: instant, allocatable: count, allocated: count }),
  event: z.object({
    kind: z.literal('event'),
    at: instant,
    type: text,
    reason: text,
    message: text,
    object: text,
    count,
  }),
  gpu: z.object({
    kind: z.literal('gpu'),
    at: instant,
    sampledAt: instant,
    source: z.enum(['device', 'exporter', 'prometheus', 'adapter-prometheus']),
    metric: text,
    labels: labelsSchema,
    value: metricValue,
  }),
  customMetric: z.object({
    kind: z.literal('customMetric'),
    at: instant,
    metric: text,
    pods: z.array(z.object({ pod: text, value })),
  }),
  hpaRead: z.object({
    kind: z.literal('hpaRead'),
    at: instant,
    askedAt: instant,
    answeredAt: instant,
    metric: text,
    api: z.literal('metrics.k8s.io').optional(),
    selector: text,
    status: count,
    items: z.array(z.object({ pod: text, value: text, timestamp: instant, windowMs: z.number().optional() })),
    detail: text.optional(),
  }),
  request: z.object({
    kind: z.literal('request'),
    at: instant,
    intendedAt: instant,
    sentAt: instant,
    durationMs: millisecondsSchema,
    stage: text,
    outcome,
    status: count,
    pod: text.optional(),
    bytes: count.optional(),
    detail: text.optional(),
  }),
  load: z.object({
    kind: z.literal('load'),
    at: instant,
    edge: z.enum(['start', 'end', 'stage-start', 'stage-end', 'stop', 'stopped']),
    stage: text.optional(),
    completed: z.boolean().optional(),
    detail: text.optional(),
    dropped: count.optional(),
  }),
  image: z.object({
    kind: z.literal('image'),
    at: instant,
    width: count,
    height: count,
    expectedLongestSide: count,
    differsFromInput: z.boolean(),
    problem: text.optional(),
  }),
  serverCount: z.object({
    kind: z.literal('serverCount'),
    at: instant,
    pod: text,
    accepted: count,
    completed: count,
    rejected: count,
  }),
  gap: z.object({
    kind: z.literal('gap'),
    at: instant,
    source: gapSource,
    from: instant,
    to: instant.nullable(),
    reason: text,
  }),
  component: z.object({
    kind: z.literal('component'),
    at: instant,
    component: text,
    change: z.enum(['up', 'down', 'struck']),
    detail: text.optional(),
  }),
} satisfies { readonly [K in ObservationKind]: z.ZodType<ObservationOf<K>> };

const BY_KIND: ReadonlyMap<string, z.ZodType<Observation>> = new Map(Object.entries(SHAPES));

/** The shape of one kind of observation; `undefined` for a kind that this version does not know. */
export function observationShape(kind: string): z.ZodType<Observation> | undefined {
  return BY_KIND.get(kind);
}
