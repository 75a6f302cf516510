import { expect, it } from 'vitest';
import { grantsOf, type Rule, rulesOf } from './grants.ts';
import { leastPrivilege } from './least-privilege.ts';
import { describePermission, type Permission } from './permission.ts';
import { permissionsOf } from './permissions.ts';
import { runShape } from './run-shape.ts';
import { scenarioOf } from './scenario.fixture.ts';

const OURS = permissionsOf(runShape(scenarioOf(), false));
const EXISTING = permissionsOf(
  runShape(
    scenarioOf({
      existing: { namespace: 'theirs', deployment: 'painter', service: 'front', hpa: 'scaling' },
    }),
    false,
  ),
);
const words = (permissions: readonly Permission[]) => permissions.map(describePermission);

/** Whether rules allow a permission, as RBAC decides it. */
function allows(rules: readonly Rule[], permission: Permission): boolean {
  return rules.some((rule) => {
    if (!rule.verbs.includes(permission.verb)) return false;
    if ('path' in permission) return rule.nonResourceURLs?.includes(permission.path) ?? false;
    const { group, resource, subresource, name } = permission;
    const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
    const names = rule.resourceNames;
    return Boolean(
      rule.apiGroups?.includes(group) &&
        rule.resources?.includes(whole) &&
        (names === undefined || (name !== undefined && names.includes(name))),
    );
  });
}

it('a run of ours creates, patches and deletes its own objects by name, and lists nothing outside its namespace but nodes and pods', () => {
  expect(words(OURS)).toEqual(
    expect.arrayContaining([
      'patch deployments.apps "painter" in namespace gallery',
      'delete horizontalpodautoscalers.autoscaling "painter" in namespace gallery',
      'create configmaps in namespace gallery',
      'get pods.custom.metrics.k8s.io/DCGM_FI_DEV_GPU_UTIL in namespace gallery',
    ]),
  );
  const everywhere = words(OURS).filter((text) => text.includes('in the whole cluster'));
  expect(everywhere).toEqual([
    'list nodes in the whole cluster',
    'watch nodes in the whole cluster',
    'list pods in the whole cluster',
    'watch pods in the whole cluster',
    'get apiservices.apiregistration.k8s.io "v1beta1.custom.metrics.k8s.io" in the whole cluster',
  ]);
  expect(words(OURS).some((text) => text.includes('secrets') || text.startsWith('delete namespaces'))).toBe(
    false,
  );
});

it('a run on existing objects changes nothing', () => {
  expect(EXISTING.filter(({ verb }) => !['get', 'list', 'watch'].includes(verb))).toEqual([]);
  expect(words(EXISTING)).toContain('watch deployments.apps "painter" in namespace theirs');
});

const STAGES = [{ kind: 'hold', name: 'hold', rate: 1, duration: '1s' }] as const;
const PRESSED = permissionsOf(runShape(scenarioOf({ load: { kind: 'press', stages: [...STAGES] } }), false));
const BY_JOB = permissionsOf(
  runShape(
    scenarioOf({
      existing: { namespace: 'theirs', deployment: 'painter', service: 'front', hpa: 'scaling' },
      load: { kind: 'job', stages: [...STAGES] },
    }),
    false,
  ),
);

it('S13, S16: a run that sends from within the cluster may start, read, stop and remove the press, and no other Deployment', () => {
  expect(words(PRESSED)).toEqual(
    expect.arrayContaining([
      'patch deployments.apps/scale "fast-style-transfer-press" in namespace gallery',
      'delete deployments.apps "fast-style-transfer-press" in namespace gallery',
      'get pods/log in namespace gallery',
      'delete pods in namespace gallery',
    ]),
  );
  expect(words(PRESSED)).not.toContain('patch deployments.apps in namespace gallery');
});

it('S13: a Job beside existing objects may be made and removed, and the objects are still only looked at', () => {
  expect(words(BY_JOB)).toEqual(
    expect.arrayContaining([
      'create jobs.batch in namespace theirs',
      'patch jobs.batch "fast-style-transfer-press" in namespace theirs',
      'create configmaps in namespace theirs',
      'list pods in namespace theirs',
      'get /apis/batch/v1',
    ]),
  );
  const changes = words(BY_JOB).filter((text) => !/^(get|list|watch) /.test(text));
  expect(changes.filter((text) => /deployments|services|autoscalers/.test(text))).toEqual([]);
});

it('a run that makes its namespace may also remove it, and look whether others use it', () => {
  const asked = words(permissionsOf(runShape(scenarioOf(), true)));
  expect(asked).toEqual(
    expect.arrayContaining([
      'create namespaces in the whole cluster',
      'delete namespaces "gallery" in namespace gallery',
      'list secrets in namespace gallery',
      'list jobs.batch in namespace gallery',
    ]),
  );
});

it('no permission is asked for twice, nor for one object where it is asked for all', () => {
  for (const permissions of [OURS, EXISTING, PRESSED, BY_JOB])
    expect(new Set(words(permissions)).size).toBe(permissions.length);
  expect(words(OURS)).toContain('list deployments.apps in namespace gallery');
  expect(words(OURS)).not.toContain('list deployments.apps "painter" in namespace gallery');
});

it('the rules grant every permission of the table, and without one permission not that one', () => {
  for (const permissions of [OURS, EXISTING, PRESSED, BY_JOB]) {
    expect(permissions.filter((one) => !allows(rulesOf(permissions), one))).toEqual([]);
    // Those of the namespace alone: a Role and the ClusterRole are looked at together by the API server.
    const scoped = permissions.filter((one) => 'path' in one || one.namespace !== undefined);
    for (const left of scoped) {
      const rest = rulesOf(scoped.filter((one) => one !== left));
      expect(scoped.filter((one) => !allows(rest, one)).map(describePermission)).toEqual(
        allows(rest, left) ? [] : [describePermission(left)],
      );
    }
  }
});

it('what lies in the namespace is granted by a Role, the rest by a ClusterRole', () => {
  const options = {
    namespace: 'gallery',
    subject: { kind: 'User', name: 'jane' },
    clusterWide: false,
  } as const;
  const [role, , clusterRole, binding] = grantsOf(OURS, options);
  expect(role).toMatchObject({ kind: 'Role', metadata: { name: 'scaleproof-run', namespace: 'gallery' } });
  expect(clusterRole).toMatchObject({ kind: 'ClusterRole', metadata: { name: 'scaleproof-run-gallery' } });
  expect(JSON.stringify(clusterRole)).not.toContain('"create"');
  expect(binding).toMatchObject({
    metadata: { name: 'scaleproof-run-gallery:user:jane' },
    subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }],
  });
});

const THROUGH_SERVICES = runShape(
  scenarioOf({
    prometheus: {
      service: { namespace: 'gpu-monitoring', name: 'prometheus', scheme: 'https' },
      adapter: { service: { namespace: 'query', name: 'thanos', port: 10902, via: 'port-forward' } },
    },
  }),
  false,
);

it('Prometheus behind a Service is asked with the least: one name of the proxy, or streams to pods of one namespace', () => {
  expect(words(permissionsOf(THROUGH_SERVICES)).filter((one) => !words(OURS).includes(one))).toEqual([
    'list endpointslices.discovery.k8s.io in namespace query',
    'get pods/portforward in namespace query',
    'create pods/portforward in namespace query',
    'get services/proxy "https:prometheus:9090" in namespace gpu-monitoring',
    'get services "thanos" in namespace query',
  ]);
});

it('a right in a namespace of others is granted by a Role there, that bears the name of the namespace of the run', () => {
  const roles = leastPrivilege(THROUGH_SERVICES, { kind: 'User', name: 'jane' }).filter(
    ({ kind, metadata }) => kind === 'Role' && metadata.namespace !== 'gallery',
  );
  expect(roles.map(({ metadata }) => [metadata.namespace, metadata.name])).toEqual([
    ['query', 'scaleproof-run-gallery'],
    ['gpu-monitoring', 'scaleproof-run-gallery'],
  ]);
  expect(roles[1]?.rules).toEqual([
    {
      apiGroups: [''],
      resources: ['services/proxy'],
      resourceNames: ['https:prometheus:9090'],
      verbs: ['get'],
    },
  ]);
});

it('a namespace that is yet to be made can hold no Role: all is in the ClusterRole', () => {
  const kinds = leastPrivilege(runShape(scenarioOf(), true), { kind: 'Group', name: 'testers' }).map(
    ({ kind }) => kind,
  );
  expect(kinds).toEqual(['ClusterRole', 'ClusterRoleBinding']);
});

it('without a subject a ServiceAccount is made in the namespace and bound', () => {
  const objects = leastPrivilege(runShape(scenarioOf(), false), undefined);
  expect(objects.map(({ kind }) => kind).slice(0, 3)).toEqual(['Namespace', 'ServiceAccount', 'Role']);
  expect(objects.at(-1)?.subjects).toEqual([
    { kind: 'ServiceAccount', namespace: 'gallery', name: 'scaleproof' },
  ]);
});
