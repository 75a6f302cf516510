import { proxyNameOf } from '../reach/by-service-proxy.ts';
import { CUSTOM_METRICS_API } from '../workload/adapter/names.ts';
import { RUN_KINDS } from '../workload/leftovers.ts';
import { FOREIGN_KINDS } from '../workload/remove-namespace.ts';
import { withoutCovered } from './covered.ts';
import { pathsOf } from './path-permissions.ts';
import type { Permission, ResourcePermission } from './permission.ts';
import type { PrometheusService, RunShape } from './run-shape.ts';

/**
 * Every permission that a run on a cluster needs, with the reason; the access review and the printed manifests are both
 * made from this one table. What is created and removed comes from the lists that apply and clean themselves go by.
 */
export function permissionsOf(shape: RunShape): readonly Permission[] {
  const resources = [
    ...(shape.objects === 'ours' ? [...applyAndClean(shape), ...ownNamespace(shape)] : readExisting(shape)),
    ...(shape.sender === undefined ? [] : senderPermissions(shape, shape.sender)),
    ...sampling(shape),
    ...shape.prometheus.flatMap(askPrometheus),
    ...insight(shape),
  ];
  return [...withoutCovered(resources), ...pathsOf(shape)];
}

type Rest = Omit<ResourcePermission, 'verb' | 'group' | 'resource'>;

function allow(
  verbs: readonly string[],
  group: string,
  resource: string,
  rest: Rest,
): readonly ResourcePermission[] {
  return verbs.map((verb) => ({ verb, group, resource, ...rest }));
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

function applyAndClean(shape: RunShape): readonly ResourcePermission[] {
  const { namespace } = shape;
  const names: Readonly<Record<string, string | undefined>> = {
    HorizontalPodAutoscaler: shape.hpa,
    Deployment: shape.deployment,
    Service: shape.service,
  };
  const looks = allow(['get'], '', 'namespaces', {
    name: namespace,
    namespace,
    need: 'run',
    why: 'is the namespace there',
  });
  const ofKinds = RUN_KINDS.flatMap(({ apiVersion, kind }) => {
    const [group, resource] = [groupOf(apiVersion), pluralOf(kind)];
    const cleans = allow(['list'], group, resource, { namespace, need: 'run', why: 'what to clean' });
    // Pods come and go with their Deployment.
    if (kind === 'Pod') return cleans;
    const why = `apply and remove the run's ${kind}`;
    return [
      ...allow(['create'], group, resource, { namespace, need: 'run', why }),
      ...allow(['get', 'patch', 'delete'], group, resource, {
        ...named(names[kind]),
        namespace,
        need: 'run',
        why,
      }),
      ...cleans,
    ];
  });
  return [...looks, ...ofKinds];
}

function ownNamespace({ namespace, createsNamespace }: RunShape): readonly ResourcePermission[] {
  if (!createsNamespace) return [];
  const why = 'make the namespace and remove it';
  const holdsForeign = 'keep the namespace if somebody else uses it';
  return [
    ...allow(['create'], '', 'namespaces', { need: 'run', why }),
    ...allow(['patch', 'delete'], '', 'namespaces', { name: namespace, namespace, need: 'run', why }),
    ...FOREIGN_KINDS.flatMap(({ apiVersion, kind }) =>
      allow(['list'], groupOf(apiVersion), pluralOf(kind), { namespace, need: 'run', why: holdsForeign }),
    ),
  ];
}

/** What sends from within the cluster is applied, switched on and off, followed by its log, and removed. */
function senderPermissions(
  { namespace, objects }: RunShape,
  { kind, name }: NonNullable<RunShape['sender']>,
): readonly ResourcePermission[] {
  const [group, resource] = kind === 'press' ? ['apps', 'deployments'] : ['batch', 'jobs'];
  const here = { namespace, need: 'run' } as const;
  const apply = { ...here, why: 'apply and remove what sends the load' };
  const own = [
    ...allow(['create'], group!, resource!, apply),
    ...allow(['get', 'patch', 'delete'], group!, resource!, { name, ...apply }),
    ...allow(['get'], '', 'pods', { subresource: 'log', ...here, why: 'read what was sent' }),
    ...allow(['delete'], '', 'pods', { ...here, why: 'end a sender that does not stop' }),
    ...(kind === 'press'
      ? allow(['patch'], 'apps', 'deployments', {
          name,
          subresource: 'scale',
          ...here,
          why: 'start and stop the press',
        })
      : []),
  ];
  if (objects === 'ours') return own;
  const clean = { ...here, why: 'find what sends the load, to remove it' };
  return [
    ...own,
    ...allow(['create', 'get', 'patch', 'delete'], '', 'configmaps', apply),
    ...RUN_KINDS.flatMap(({ apiVersion, kind: one }) =>
      allow(['list'], groupOf(apiVersion), pluralOf(one), clean),
    ),
  ];
}

function readExisting(shape: RunShape): readonly ResourcePermission[] {
  const shared = { namespace: shape.namespace, need: 'run', why: 'use what `existing:` names' } as const;
  return [
    ...allow(['get'], 'apps', 'deployments', { ...named(shape.deployment), ...shared }),
    ...allow(['get'], '', 'services', { ...named(shape.service), ...shared }),
    ...allow(['get'], 'autoscaling', 'horizontalpodautoscalers', { ...named(shape.hpa), ...shared }),
  ];
}

function sampling(shape: RunShape): readonly ResourcePermission[] {
  const { namespace } = shape;
  const watch = ['list', 'watch'] as const;
  const needed = { namespace, need: 'run', why: 'watch the workload' } as const;
  const gpus = { need: 'gpus', why: 'count GPUs that are offered and held' } as const;
  return [
    // The watch of a single object selects it by name, which is authorised by name.
    ...allow(watch, 'apps', 'deployments', { ...named(shape.deployment), ...needed }),
    ...allow(watch, 'autoscaling', 'horizontalpodautoscalers', { ...named(shape.hpa), ...needed }),
    ...allow(watch, '', 'pods', needed),
    ...allow(watch, 'discovery.k8s.io', 'endpointslices', needed),
    // A metric of pods stands in the path like a subresource of them.
    ...allow(['get'], CUSTOM_METRICS_API, 'pods', {
      subresource: shape.metric,
      namespace,
      need: 'run',
      why: 'read the metric as the HPA does',
    }),
    ...allow(watch, '', 'events', {
      namespace,
      need: 'insight',
      why: 'quote what Kubernetes says of the run',
    }),
    ...allow(watch, '', 'nodes', gpus),
    ...allow(watch, '', 'pods', gpus),
  ];
}

/** A question by the proxy is a GET of a subresource, whose object is named with scheme and port. */
function askPrometheus(service: PrometheusService): readonly ResourcePermission[] {
  const { namespace, name } = service;
  const needed = { namespace, need: 'run', why: 'ask Prometheus' } as const;
  if (service.via === 'proxy')
    return allow(['get'], '', 'services', { subresource: 'proxy', name: proxyNameOf(service), ...needed });
  return [
    ...allow(['get'], '', 'services', { name, ...needed }),
    ...allow(['list'], 'discovery.k8s.io', 'endpointslices', needed),
    // The upgrade of a GET is authorised as what it is and, since Kubernetes 1.35, as a create.
    ...allow(['get', 'create'], '', 'pods', { subresource: 'portforward', ...needed }),
  ];
}

function insight({ namespace }: RunShape): readonly ResourcePermission[] {
  const rest = { need: 'insight', why: 'preflight' } as const;
  return [
    ...allow(['list'], 'autoscaling', 'horizontalpodautoscalers', { namespace, ...rest }),
    ...allow(['list'], '', 'resourcequotas', { namespace, ...rest }),
    ...allow(['get'], 'apiregistration.k8s.io', 'apiservices', {
      name: `v1beta1.${CUSTOM_METRICS_API}`,
      ...rest,
    }),
  ];
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** True of every kind that a run touches; no kind of them has an irregular plural. */
function pluralOf(kind: string): string {
  return `${kind.toLowerCase()}s`;
}
