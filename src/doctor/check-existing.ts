import type { Hpa } from '../kube/objects.ts';
import { profileOf } from '../metric/catalogue.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Instant } from '../units/instant.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import { checkHpaTarget } from './check-hpa-target.ts';
import type { ClusterFacts, ExistingFacts } from './cluster-facts.ts';
import type { Learned } from './learn.ts';

/** So long after it was made, a workload has gone through the whole metrics pipeline even of a slow cluster. */
const SETTLED_MS = 180_000;

/** Whether what `existing:` names is there, belongs together, and is read by its HPA. */
export function checkExisting(scenario: Scenario, facts: ClusterFacts, now: Instant): readonly Check[] {
  const { existing: names, hpa: wanted } = scenario;
  const { metric } = wanted;
  const { existing } = facts;
  if (!names || !existing) return [];
  const there = (kind: string, name: string, object: Learned<object | undefined>): Check => {
    const thing = `${kind} ${names.namespace}/${name}`;
    const question: Question = {
      id: `existing-${kind.toLowerCase()}`,
      hop: 'workload',
      wanted: `${thing} is there`,
    };
    if (!object.known) return unknown(question, object.why);
    if (object.value) return found(question, 'it is');
    return missing(question, { seen: 'it is not', fix: 'correct the name under `existing:`, or apply it' });
  };
  const hpa = existing.hpa.known ? existing.hpa.value : undefined;
  return [
    there('Deployment', names.deployment, existing.deployment),
    there('Service', names.service, existing.service),
    there('HorizontalPodAutoscaler', names.hpa, existing.hpa),
    ...(hpa === undefined ? [] : [checkTarget(hpa, names.deployment), checkMetric(hpa, scenario)]),
    ...(hpa === undefined ? [] : checkHpaTarget(hpa, profileOf(metric.profile), metric.name)),
    ...(hpa === undefined ? [] : [checkActive(hpa, isSettled(existing, now))]),
  ];
}

/** Whether an existing workload is old enough, and has a ready pod, so that its metric must be there by now. */
export function isSettled({ deployment, hpa }: ExistingFacts, now: Instant): boolean {
  if (!deployment.known || !hpa.known) return false;
  const ready = (deployment.value?.status?.readyReplicas ?? 0) > 0;
  const made = [deployment.value, hpa.value].map((one) => Date.parse(one?.metadata.creationTimestamp ?? ''));
  return ready && made.every((at) => now - at > SETTLED_MS);
}

function checkTarget({ spec, metadata }: Hpa, deployment: string): Check {
  const question: Question = {
    id: 'hpa-target',
    hop: 'HPA',
    wanted: `HPA ${metadata.name} scales Deployment ${deployment}`,
  };
  const { kind, name } = spec.scaleTargetRef;
  if (kind === 'Deployment' && name === deployment) return found(question, 'it does');
  return missing(question, {
    seen: `it scales ${kind} ${name}`,
    fix: 'name the Deployment that this HPA scales',
  });
}

function checkMetric({ spec, metadata }: Hpa, { hpa }: Scenario): Check {
  const question: Question = {
    id: 'hpa-metric',
    hop: 'HPA',
    wanted: `HPA ${metadata.name} scales on Pods metric ${hpa.metric.name}`,
  };
  const names = (spec.metrics ?? []).map(
    ({ type, pods, resource }) => pods?.metric.name ?? resource?.name ?? type,
  );
  if (spec.metrics?.some(({ pods }) => pods?.metric.name === hpa.metric.name))
    return found(question, 'it does');
  const seen = names.length === 0 ? 'it has no metric' : `it scales on ${names.join(', ')}`;
  return missing(question, { seen, fix: 'set hpa.metric.name of the scenario to the metric of the HPA' });
}

function checkActive({ status, metadata }: Hpa, settled: boolean): Check {
  const question: Question = { id: 'hpa-reads', hop: 'HPA', wanted: `HPA ${metadata.name} reads its metric` };
  const active = status?.conditions?.find(({ type }) => type === 'ScalingActive');
  const said = active ? `${active.reason}: ${active.message}` : 'it has no condition ScalingActive yet';
  if (active?.status === 'True') return found(question, said);
  // Only a metric comes with time; what else an HPA complains of stays.
  const mayCome = active === undefined || active.reason?.startsWith('FailedGet');
  if (!settled && mayCome) return unknown(question, `${said}; the workload is too young to tell`);
  return missing(question, {
    seen: said,
    fix: 'follow the checks above from the exporter on: the first that fails is the cause',
  });
}
