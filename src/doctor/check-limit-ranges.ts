import type { LimitRange, PodTemplate } from '../kube/objects.ts';
import { parseQuantity } from '../units/quantity.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import type { Demand } from './demand.ts';

/** Whether the limit ranges of the namespace admit a pod of the workload; one that they reject is never made. */
export function checkLimitRanges(
  { namespace, template }: Pick<Demand, 'namespace' | 'template'>,
  { limitRanges }: Pick<ClusterFacts, 'limitRanges'>,
): Check {
  const question: Question = {
    id: 'limit-ranges',
    hop: 'workload',
    wanted: `the limit ranges of namespace ${namespace} admit the pods`,
  };
  if (!limitRanges.known) return unknown(question, limitRanges.why);
  if (limitRanges.value.length === 0) return found(question, 'the namespace has none');
  if (template === undefined) return unknown(question, 'the pods of the workload are not known');
  const rejections = limitRanges.value.flatMap((range) => rejectionsOf(range, template));
  if (rejections.length === 0) return found(question, 'they do');
  const fix =
    'set requests and limits that the LimitRange admits, or have it changed: every pod would be refused';
  return missing(question, { seen: rejections.join('; '), fix });
}

type Limits = NonNullable<NonNullable<LimitRange['spec']>['limits']>[number];
type Amounts = Readonly<Record<string, string>>;
interface Asked {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** Why a limit range rejects a pod, a sentence for each reason; as k8s.io/kubernetes plugin/pkg/admission/limitranger. */
export function rejectionsOf({ metadata, spec }: LimitRange, template: PodTemplate): readonly string[] {
  const ranges = spec?.limits ?? [];
  const ofContainer = ranges.filter(({ type }) => type === 'Container');
  const containers = template.spec.containers.map(({ name, resources }) => ({
    name,
    asked: ofContainer.reduce(withDefaults, {
      requests: { ...resources?.limits, ...resources?.requests },
      limits: resources?.limits ?? {},
    }),
  }));
  const whole = { requests: sum(containers, 'requests'), limits: sum(containers, 'limits') };
  const reasons = [
    ...containers.flatMap(({ name, asked }) =>
      [...overOwnLimit(asked), ...ofContainer.flatMap((range) => outOf(range, asked))].map(
        (reason) => `container ${name} ${reason}`,
      ),
    ),
    ...ranges
      .filter(({ type }) => type === 'Pod')
      .flatMap((range) => outOf(range, whole).map((reason) => `the pod ${reason}`)),
  ];
  return reasons.map((reason) => `LimitRange ${metadata.name}: ${reason}`);
}

/** What is not said is filled in by the range, and the API server has filled in the range: its maximum is its default. */
function withDefaults(asked: Asked, range: Limits): Asked {
  const limits = { ...range.max, ...range.default, ...asked.limits };
  const requests = {
    ...range.min,
    ...range.max,
    ...range.default,
    ...range.defaultRequest,
    ...asked.requests,
  };
  return { requests, limits };
}

/** A default limit below a request that was said is the usual way in which a range rejects. */
function overOwnLimit({ requests, limits }: Asked): readonly string[] {
  return Object.entries(limits).flatMap(([name, limit]) =>
    amount(requests[name] ?? '0') > amount(limit)
      ? [`requests ${requests[name]} of ${name}, and its limit is ${limit}`]
      : [],
  );
}

function outOf({ min = {}, max = {}, maxLimitRequestRatio = {} }: Limits, asked: Asked): readonly string[] {
  const { requests, limits } = asked;
  return [
    ...Object.entries(min).flatMap(([name, least]) =>
      requests[name] === undefined || amount(requests[name]) < amount(least)
        ? [`requests ${requests[name] ?? 'no'} ${name}, at least ${least} is asked for`]
        : [],
    ),
    ...Object.entries(max).flatMap(([name, most]) =>
      limits[name] === undefined || amount(limits[name]) > amount(most)
        ? [`has ${limits[name] ?? 'no'} limit of ${name}, at most ${most} is allowed`]
        : [],
    ),
    ...Object.entries(maxLimitRequestRatio).flatMap(([name, ratio]) =>
      limits[name] !== undefined && amount(limits[name]) > amount(ratio) * amount(requests[name] ?? '0')
        ? [`has a limit of ${name} over ${ratio} times its request`]
        : [],
    ),
  ];
}

function sum(containers: readonly { readonly asked: Asked }[], kind: keyof Asked): Amounts {
  const names = new Set(containers.flatMap(({ asked }) => Object.keys(asked[kind])));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      String(containers.reduce((total, { asked }) => total + amount(asked[kind][name] ?? '0'), 0)),
    ]),
  );
}

function amount(text: string): number {
  return parseQuantity(text) ?? 0;
}
