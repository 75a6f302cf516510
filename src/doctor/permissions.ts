import { proxyNameOf } from '../reach/by-service-proxy.ts';
import { CUSTOM_METRICS_API } from '../workload/adapter/names.ts';
import { RUN_KINDS } from '../workload/leftovers.ts';
import { FOREIGN_KINDS } from '../workload/remove-namespace.ts';
import { allow, groupOf, pluralOf } from './allow.ts';
import { withoutCovered } from './covered.ts';
import { pathsOf } from './path-permissions.ts';
import type { Permission, ResourcePermission } from './permission.ts';
import type { PrometheusService, RunShape } from './run-shape.ts';
import { senderPermissions } from './sender-permissions.ts';

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
