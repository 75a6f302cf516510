import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { getObject, listObjects } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { Deployment, Hpa, KubeObject } from '../kube/objects.ts';

/** A live Deployment with the HPA that scales it and the Service in front of it. */
export interface Discovered {
  readonly hpa: Hpa;
  readonly deployment: Deployment;
  readonly service: string;
  /** Name and target of the Pods metric that the HPA scales on. */
  readonly metric: { readonly name: string; readonly averageValue: string };
}

interface Service extends KubeObject {
  readonly spec?: { readonly selector?: Readonly<Record<string, string>> };
}

/** Reads a live HPA, the Deployment that it scales and the Service that selects its pods; changes nothing. */
export async function discoverExisting(
  connection: KubeConnection,
  names: { readonly namespace: string; readonly hpa: string; readonly service?: string | undefined },
  signal: AbortSignal,
): Promise<Discovered> {
  const { namespace } = names;
  const hpa = await getObject<Hpa>(
    connection,
    { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', namespace, name: names.hpa },
    { signal },
  );
  if (hpa === undefined) throw await noSuchHpa(connection, names, signal);
  const { kind, name } = hpa.spec.scaleTargetRef;
  if (kind !== 'Deployment') {
    throw refusal(
      `HPA ${namespace}/${names.hpa} scales ${kind} ${name}, not a Deployment`,
      'scaleproof follows Deployments.',
    );
  }
  const deployment = await getObject<Deployment>(
    connection,
    { apiVersion: 'apps/v1', kind, namespace, name },
    { signal },
  );
  if (deployment === undefined)
    throw refusal(
      `HPA ${namespace}/${names.hpa} scales Deployment ${name}, which is not there`,
      'Apply it first.',
    );
  const metric = metricOf(hpa, namespace);
  return {
    hpa,
    deployment,
    metric,
    service: names.service ?? (await serviceOf(connection, deployment, namespace, signal)),
  };
}

function metricOf({ spec, metadata }: Hpa, namespace: string): Discovered['metric'] {
  for (const { pods } of spec.metrics ?? []) {
    const averageValue = pods?.target?.averageValue;
    if (pods !== undefined && averageValue !== undefined) return { name: pods.metric.name, averageValue };
  }
  const seen = (spec.metrics ?? []).map(({ type, resource }) => resource?.name ?? type).join(', ');
  throw refusal(
    `HPA ${namespace}/${metadata.name} scales on ${seen === '' ? 'no metric' : seen}, not on a Pods metric`,
    'scaleproof proves scaling on a metric of custom.metrics.k8s.io; add one of type Pods with an averageValue.',
  );
}

async function serviceOf(
  connection: KubeConnection,
  deployment: Deployment,
  namespace: string,
  signal: AbortSignal,
): Promise<string> {
  const services = await listObjects<Service>(
    connection,
    { apiVersion: 'v1', kind: 'Service', namespace },
    { signal },
  );
  const labels = deployment.spec.selector.matchLabels ?? {};
  const fitting = services.filter(({ spec }) => {
    const selector = Object.entries(spec?.selector ?? {});
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
  });
  const found = fitting.map(({ metadata }) => metadata.name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw refusal(
    `${found.length === 0 ? 'no Service selects' : `${found.join(', ')} select`} the pods of Deployment ${namespace}/${deployment.metadata.name}`,
    'Name the one that takes the load: --service NAME.',
  );
}

async function noSuchHpa(
  connection: KubeConnection,
  names: { readonly namespace: string; readonly hpa: string },
  signal: AbortSignal,
): Promise<ScaleproofError> {
  const there = await listObjects<Hpa>(
    connection,
    { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', namespace: names.namespace },
    { signal },
  );
  const list = there.map(({ metadata }) => metadata.name).join(', ');
  return refusal(
    `there is no HPA ${names.namespace}/${names.hpa}`,
    list === '' ? 'There is none in that namespace.' : `There are ${list}.`,
  );
}

function refusal(message: string, hint: string): ScaleproofError {
  return new ScaleproofError('usage', message, { hint });
}
