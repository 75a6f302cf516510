import type { KubeObject } from '../kube/objects.ts';
import { NO_CERTIFICATE } from '../workload/adapter/certificate.ts';
import { CUSTOM_METRICS_API } from '../workload/adapter/names.ts';
import { RESOURCE_METRICS } from '../workload/adapter/served.ts';
import { buildGpuProbe } from '../workload/gpu-probe.ts';
import type { PipelinePiece } from '../workload/pieces.ts';
import { buildPipeline, buildPipelineNamespaces } from '../workload/pipeline.ts';
import type { PipelineParts } from '../workload/pipeline-parts.ts';
import { FOREIGN_KINDS } from '../workload/remove-namespace.ts';
import { groupOf, pluralOf } from './allow.ts';
import { withoutCovered } from './covered.ts';
import type { Rule } from './grants.ts';
import type { PathPermission, Permission, ResourcePermission } from './permission.ts';

/** What of an installation decides which permissions it needs. */
export interface InstallShape {
  readonly parts: PipelineParts;
  readonly pieces: readonly PipelinePiece[];
  /** Namespaces that installing makes and uninstalling removes; those that are there before stay. */
  readonly makesNamespaces: readonly string[];
}

/** What is to be done with the pieces. */
export type InstallTask = 'install' | 'uninstall';

type Rest = Omit<ResourcePermission, 'verb' | 'group' | 'resource'>;

/**
 * Every permission that installing, looking at and removing pieces of the metrics pipeline needs; made from the objects
 * themselves, so that no list can fall behind. Server-side apply asks for `create` by name, so that even this is granted
 * for single objects.
 */
export function installPermissionsOf(
  shape: InstallShape,
  tasks: readonly InstallTask[] = ['install', 'uninstall'],
): readonly Permission[] {
  const objects = buildPipeline(shape.parts, NO_CERTIFICATE, shape.pieces);
  const namespaces = buildPipelineNamespaces(shape.parts, shape.pieces);
  const verbs = [
    'get',
    ...(tasks.includes('install') ? ['create', 'patch'] : []),
    ...(tasks.includes('uninstall') ? ['delete'] : []),
  ];
  const resources = [
    ...objects.flatMap((object) => onObject(verbs, object, why(tasks, object))),
    ...(tasks.includes('install') ? [...objects.flatMap(handedOn), ...bindings(objects)] : []),
    ...(tasks.includes('install') && shape.pieces.includes('adapter') ? verification(shape) : []),
    ...(shape.pieces.includes('adapter') ? [servedBesides()] : []),
    ...namespaces.flatMap(({ metadata: { name } }) =>
      onNamespace(name, shape.makesNamespaces.includes(name), tasks),
    ),
    ...podStates(shape, namespaces),
  ];
  return [...withoutCovered(resources), ...paths(objects)];
}

function why(tasks: readonly InstallTask[], { kind }: KubeObject): string {
  return `${tasks.includes('install') ? 'apply' : 'remove'} the ${kind} of the metrics pipeline`;
}

function onObject(
  verbs: readonly string[],
  object: KubeObject,
  reason: string,
): readonly ResourcePermission[] {
  const { name, namespace } = object.metadata;
  const rest: Rest = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    need: 'run',
    why: reason,
  };
  return verbs.map((verb) => ({
    verb,
    group: groupOf(object.apiVersion),
    resource: pluralOf(object.kind),
    ...rest,
  }));
}

/** What a role of the pipeline allows: nobody can grant more than he may do himself. */
function handedOn({ kind, metadata, rules }: KubeObject): readonly ResourcePermission[] {
  if (kind !== 'ClusterRole') return [];
  const rest: Rest = { need: 'run', why: `hand it on in ClusterRole ${metadata.name}` };
  return (rules as readonly Rule[]).flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => ({ verb, group, resource, ...rest }))),
    ),
  );
}

/** Roles of Kubernetes itself that are bound: the right to bind them by name is less than that to do what they allow. */
function bindings(objects: readonly KubeObject[]): readonly ResourcePermission[] {
  const ours = new Set(
    objects.filter(({ kind }) => kind === 'ClusterRole').map(({ metadata }) => metadata.name),
  );
  return objects.flatMap(({ kind, metadata, roleRef }) => {
    if (!kind.endsWith('Binding')) return [];
    const role = roleRef as { readonly kind: string; readonly name: string };
    if (ours.has(role.name)) return [];
    return [
      {
        verb: 'bind',
        group: 'rbac.authorization.k8s.io',
        resource: pluralOf(role.kind),
        name: role.name,
        ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
        need: 'run' as const,
        why: `bind the adapter to ${role.kind} ${role.name}`,
      },
    ];
  });
}

/** With the adapter goes what it serves besides, where that stands. */
function servedBesides(): ResourcePermission {
  const { apiVersion, kind, name } = RESOURCE_METRICS;
  return {
    ...{ verb: 'get', group: groupOf(apiVersion), resource: pluralOf(kind), name },
    need: 'run',
    why: 'find out whether the adapter serves resource metrics too',
  };
}

/** Row S6 asks for a value where a pod holds a GPU; where none does, for one of the probe. */
function verification({ parts: { pipeline, metricName } }: InstallShape): readonly ResourcePermission[] {
  const reason = 'hold a GPU for as long as it takes to verify the metric';
  return [
    ...onObject(['get', 'create', 'patch', 'delete'], buildGpuProbe(pipeline.adapterNamespace), reason),
    {
      verb: 'get',
      group: CUSTOM_METRICS_API,
      resource: 'pods',
      subresource: metricName,
      namespace: pipeline.adapterNamespace,
      need: 'run',
      why: 'read the metric as the HPA does',
    },
  ];
}

function onNamespace(
  name: string,
  isMade: boolean,
  tasks: readonly InstallTask[],
): readonly ResourcePermission[] {
  const allow = (verb: string, rest: Omit<Rest, 'need' | 'why'>): ResourcePermission => ({
    ...{ verb, group: '', resource: 'namespaces', ...rest },
    need: 'run',
    why: isMade ? 'make the namespace and remove it' : 'is the namespace there',
  });
  const own = { name, namespace: name };
  const installs = isMade && tasks.includes('install');
  const removes = isMade && tasks.includes('uninstall');
  return [
    allow('get', own),
    // What is yet to be made has no namespace to be authorised in.
    ...(installs ? [allow('create', { name }), allow('patch', own)] : []),
    ...(removes ? [allow('delete', own)] : []),
    ...(removes ? FOREIGN_KINDS : []).map(({ apiVersion, kind }) => ({
      ...{ verb: 'list', group: groupOf(apiVersion), resource: pluralOf(kind), namespace: name },
      need: 'run' as const,
      why: 'keep the namespace while it is used',
    })),
  ];
}

/** What holds pods up is told, and which flags the controller manager has, where that may be seen. */
function podStates(
  { pieces }: InstallShape,
  namespaces: readonly KubeObject[],
): readonly ResourcePermission[] {
  const list = (namespace: string, reason: string): ResourcePermission => ({
    verb: 'list',
    group: '',
    resource: 'pods',
    namespace,
    need: 'insight',
    why: reason,
  });
  return [
    ...namespaces.map(({ metadata }) => list(metadata.name, 'say what holds its pods up')),
    ...(pieces.includes('adapter') ? [list('kube-system', 'read the flags of the HPA controller')] : []),
  ];
}

/** Stock clusters grant these to everybody who is logged in (`system:discovery`); hardened ones may not. */
function paths(objects: readonly KubeObject[]): readonly PathPermission[] {
  const served = new Set(['v1', ...objects.map(({ apiVersion }) => apiVersion)]);
  const discovery = [...served].map((apiVersion) =>
    apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`,
  );
  return ['/version', ...discovery, `/apis/${CUSTOM_METRICS_API}/v1beta1`].map((path) => ({
    verb: 'get',
    path,
    need: 'run',
    why: 'find out what the API server serves',
  }));
}
