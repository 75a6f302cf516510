import type { Answer, Calculation, CalculatorContext } from '../calculation.ts';
import type { Int64 } from '../int64.ts';
import { int32OfInt64 } from '../int64.ts';
import { externalPerPodReplicas, objectPerPodReplicas } from '../per-pod-replicas.ts';
import { podsMetricReplicas } from '../plain-replicas.ts';
import type { PodSample, PodSamples } from '../pod.ts';
import { rawResourceReplicas, resourceReplicas } from '../resource-replicas.ts';
import { externalMetricReplicas, objectMetricReplicas } from '../value-replicas.ts';
import { calcPod } from './calc-pod.ts';
import {
  type Fields,
  fieldsOf,
  int32At,
  int64At,
  int64Of,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  stringAt,
  wrong,
} from './fields.ts';

/** The answer line to a calculator case; keys in the order in which the oracle prints them. */
export interface CalcResult {
  readonly id?: string;
  readonly replicas: number;
  /** Method `resource` only. */
  readonly utilization?: number;
  readonly usage: Int64;
  readonly timestampMs: number | null;
  readonly error: string | null;
}

/** Computes one calculator case. Throws a usage error when the case cannot be read. */
export function calculateCase(line: unknown): CalcResult {
  const { id, method, calculate } = prepareCase(line);
  const result = calculate();
  return {
    ...(id === '' ? {} : { id }),
    replicas: result.replicas,
    ...(method === 'resource' ? { utilization: result.utilization } : {}),
    usage: result.usage,
    timestampMs: result.timestamp ?? null,
    error: result.error ?? null,
  };
}

/** A case that has been read and can be calculated, more than once. */
export interface PreparedCase {
  readonly id: string;
  readonly method: string;
  readonly calculate: () => Calculation;
}

/** Reads one calculator case. Throws a usage error when that is not possible. */
export function prepareCase(line: unknown): PreparedCase {
  const fields = fieldsOf(line, '');
  const method = stringAt(fields, 'method', '');
  const compute = METHODS.get(method);
  if (compute === undefined) throw wrong('method', `one of ${[...METHODS.keys()].join(', ')}`, method);
  const prepared = readCase(fields);
  return { id: stringAt(fields, 'id', ''), method, calculate: () => compute(prepared) };
}

type CalcCase = ReturnType<typeof readCase>;

const METHODS: ReadonlyMap<string, (one: CalcCase) => Calculation> = new Map([
  ['resource', (one) => resourceReplicas(one.question, one.samples, one.context)],
  ['rawResource', (one) => rawResourceReplicas(one.question, one.samples, one.context)],
  ['pods', (one) => podsMetricReplicas({ ...one.question, metricName: 'qps' }, one.samples, one.context)],
  ['object', (one) => objectMetricReplicas(one.question, one.object, one.context)],
  ['external', (one) => externalMetricReplicas(one.question, one.external, one.context)],
  ['objectPerPod', (one) => objectPerPodReplicas(one.question, one.object)],
  ['externalPerPod', (one) => externalPerPodReplicas(one.question, one.external)],
]);

function readCase(fields: Fields) {
  const target = int64At(fields, 'target', 0);
  const currentReplicas = int32At(fields, 'currentReplicas', 0);
  const resource = stringAt(fields, 'resource', '');
  const podListError = stringAt(fields, 'listError', '');
  const context: CalculatorContext = {
    pods: objectsAt(fields, 'pods').map((pod) => calcPod(pod, resource)),
    ...(podListError === '' ? {} : { podListError }),
    cpuInitializationPeriodMs: numberAt(fields, 'cpuInitializationPeriodMs', 0),
    initialReadinessDelayMs: numberAt(fields, 'initialReadinessDelayMs', 0),
    now: 0,
  };
  const tolerances = {
    scaleDown: numberAt(fields, 'toleranceDown', 0),
    scaleUp: numberAt(fields, 'toleranceUp', 0),
  };
  return {
    context,
    question: {
      currentReplicas,
      statusReplicas: currentReplicas,
      targetUtilization: int32OfInt64(target),
      targetUsage: target,
      targetAverageUsage: target,
      resource,
      container: stringAt(fields, 'container', ''),
      tolerances,
    },
    ...readAnswers(fields),
  };
}

/** The one metric of the case in each form that a method may ask for. */
function readAnswers(fields: Fields) {
  const timestamp = numberAt(fields, 'metricsTsMs', 0);
  const fault = stringAt(fields, 'metricsError', '');
  const answer = <T>(value: T, error: string): Answer<T> => (fault === '' ? { value, timestamp } : { error });
  const values = listAt(fields, 'values').map((value, index) => int64Of(value, `values[${index}]`));
  return {
    samples: answer<PodSamples>(readSamples(fields), fault),
    object: answer(int64At(fields, 'value', 0), `unable to get metric qps: Service on default obj/${fault}`),
    external: answer<readonly Int64[]>(
      values,
      `unable to get external metric default/qps/${QUEUE_SELECTOR}: ${fault}`,
    ),
  };
}

/** The selector that the oracle gives its external metric, as Go prints it. */
const QUEUE_SELECTOR =
  '&LabelSelector{MatchLabels:map[string]string{queue: q,},MatchExpressions:[]LabelSelectorRequirement{},}';

function readSamples(fields: Fields): PodSamples {
  const samples = new Map<string, PodSample>();
  const metrics = objectAt(fields, 'metrics');
  for (const name of Object.keys(metrics?.values ?? {})) {
    const one = fieldsOf(metrics?.values[name], `metrics.${name}`);
    samples.set(name, {
      value: int64At(one, 'v', 0),
      timestamp: numberAt(one, 'tsMs', 0),
      windowMs: numberAt(one, 'windowMs', 0),
    });
  }
  return samples;
}
