import type { KubeObject } from '../kube/objects.ts';
import type { Permission, ResourcePermission } from './permission.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** Whom permissions are granted to. */
export type Subject =
  | { readonly kind: 'User' | 'Group'; readonly name: string }
  | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string };

/** One rule of a role. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

/** How roles are to be made of permissions. */
export interface GrantOptions {
  readonly namespace: string;
  readonly subject: Subject;
  /** Whether the namespace is yet to be made by the run: then no Role can lie in it, and all goes into the ClusterRole. */
  readonly clusterWide: boolean;
  /** Ending of the roles' names, so that a part never replaces the whole. */
  readonly suffix?: string;
}

/** The roles that grant permissions and their bindings: a Role for each namespace, a ClusterRole for the rest. */
export function grantsOf(
  permissions: readonly Permission[],
  { namespace, subject, clusterWide, suffix = '' }: GrantOptions,
): readonly KubeObject[] {
  const placeOf = (permission: Permission): string | undefined => {
    const place = 'resource' in permission ? permission.namespace : undefined;
    return clusterWide && place === namespace ? undefined : place;
  };
  const byPlace = Map.groupBy(permissions, placeOf);
  const elsewhere = [...byPlace.keys()].filter((place) => place !== undefined && place !== namespace);
  // The namespace is part of the name, so that the rights of two namespaces stand beside each other.
  const named = `scaleproof-run-${namespace}${suffix}`;
  const roles = [
    { kind: 'Role', name: `scaleproof-run${suffix}`, namespace },
    ...elsewhere.map((place) => ({ kind: 'Role', name: named, namespace: place! })),
    { kind: 'ClusterRole', name: named },
  ];
  return roles.flatMap((role) => {
    const granted = byPlace.get('namespace' in role ? role.namespace : undefined) ?? [];
    return roleWithBinding(role, rulesOf(granted), subject);
  });
}

/** The rules that grant permissions and nothing else, as few as that needs. */
export function rulesOf(permissions: readonly Permission[]): readonly Rule[] {
  const resources = permissions.filter((one) => 'resource' in one);
  const paths = permissions.filter((one) => 'path' in one).map(({ path }) => path);
  const byResource = Map.groupBy(resources, ({ group, name, ...rest }) =>
    JSON.stringify([group, resourceText(rest), name]),
  );
  const perResource = [...byResource.values()].map((same) => ({
    group: same[0]!.group,
    resource: resourceText(same[0]!),
    name: same[0]!.name,
    verbs: [...new Set(same.map(({ verb }) => verb))].sort(byVerb),
  }));
  const byRule = Map.groupBy(perResource, ({ group, name, verbs }) => JSON.stringify([group, name, verbs]));
  const rules = [...byRule.values()].map((same): Rule => {
    const { group, name, verbs } = same[0]!;
    return {
      apiGroups: [group],
      resources: [...new Set(same.map(({ resource }) => resource))],
      ...(name === undefined ? {} : { resourceNames: [name] }),
      verbs,
    };
  });
  return paths.length === 0 ? rules : [...rules, { nonResourceURLs: paths, verbs: ['get'] }];
}

function resourceText({
  resource,
  subresource,
}: Pick<ResourcePermission, 'resource' | 'subresource'>): string {
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}

const VERBS = ['get', 'list', 'watch', 'create', 'patch', 'delete'];

function byVerb(a: string, b: string): number {
  return VERBS.indexOf(a) - VERBS.indexOf(b);
}

function roleWithBinding(
  role: { readonly kind: string; readonly name: string; readonly namespace?: string },
  rules: readonly Rule[],
  subject: Subject,
): readonly KubeObject[] {
  if (rules.length === 0) return [];
  const { kind, ...place } = role;
  const metadata = { ...place, labels: { 'app.kubernetes.io/part-of': 'scaleproof' } };
  // One binding for each subject, so that a second one does not take the rights of the first away.
  const bindingName = `${role.name}:${nameOf(subject)}`;
  const group = subject.kind === 'ServiceAccount' ? {} : { apiGroup: RBAC };
  return [
    { apiVersion: `${RBAC}/v1`, kind, metadata, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: `${kind}Binding`,
      metadata: { ...metadata, name: bindingName },
      roleRef: { apiGroup: RBAC, kind, name: role.name },
      subjects: [{ ...subject, ...group }],
    },
  ];
}

/** A subject as part of an object's name; RBAC allows all but slashes and per cent signs there. */
function nameOf(subject: Subject): string {
  const whole = subject.kind === 'ServiceAccount' ? `${subject.namespace}:${subject.name}` : subject.name;
  return `${subject.kind.toLowerCase()}:${whole.replaceAll(/[/%]/g, '-')}`;
}
