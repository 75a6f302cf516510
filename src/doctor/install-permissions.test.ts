import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { type AskedFor, type ObjectServer, startObjectServer } from '../kube/object-server.fixture.ts';
import { applyPrepared } from '../workload/apply-pipeline.ts';
import { cleanPipeline } from '../workload/clean-pipeline.ts';
import { withGpuProbe } from '../workload/gpu-probe.ts';
import { PIPELINE_PIECES } from '../workload/pieces.ts';
import { planPipeline } from '../workload/plan-pipeline.ts';
import { preparePipeline } from '../workload/prepare-pipeline.ts';
import { PIPELINE_KINDS, STOCK_PARTS } from '../workload/stock-pipeline.fixture.ts';
import { allows } from './allows.fixture.ts';
import { grantsOf, rulesOf } from './grants.ts';
import { installPermissionsOf } from './install-permissions.ts';
import { leastPrivilegeToInstall } from './least-privilege.ts';
import { describePermission, type Permission, type ResourcePermission } from './permission.ts';
import { reviewInstall } from './review-install.ts';

const NAMESPACES = ['gpu-monitoring', 'custom-metrics'];
const shapeOf = (makesNamespaces: readonly string[] = []) => ({
  parts: STOCK_PARTS,
  pieces: PIPELINE_PIECES,
  makesNamespaces,
});
const signal = new AbortController().signal;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(allowed?: (asked: { readonly verb: string }) => boolean): Promise<ObjectServer> {
  const server = await startObjectServer({ kinds: PIPELINE_KINDS, ...(allowed ? { allows: allowed } : {}) });
  open.push(server.close);
  return server;
}

const words = (permissions: readonly Permission[]) => permissions.map(describePermission);
const inWords = (asked: readonly AskedFor[]) => [
  ...new Set(asked.map((one) => describePermission({ ...one, need: 'run', why: '' }))),
];
/** Those that stand for requests on objects, and not for what a role hands on or a value of the metric. */
const onObjects = (permissions: readonly Permission[]) =>
  permissions.filter(
    (one): one is ResourcePermission =>
      'resource' in one &&
      one.need === 'run' &&
      one.verb !== 'bind' &&
      one.subresource === undefined &&
      !one.why.startsWith('hand it on'),
  );

describe('S5: the permissions to install and uninstall', () => {
  it('are those that installing and uninstalling use, no more and no fewer', async () => {
    const { connection, asked } = await serve();
    const prepared = await preparePipeline(connection, systemClock, STOCK_PARTS, { pieces: PIPELINE_PIECES });
    await planPipeline(connection, prepared);
    await applyPrepared(connection, systemClock, prepared);
    await withGpuProbe(connection, systemClock, 'custom-metrics', async () => undefined);
    const cleaned = await cleanPipeline(connection, systemClock, STOCK_PARTS, { pieces: PIPELINE_PIECES });
    expect(cleaned).toMatchObject({ foreign: [], remained: [] });
    expect(cleaned.removed).toHaveLength(prepared.objects.length + NAMESPACES.length);
    expect(inWords(asked).sort()).toEqual(words(onObjects(installPermissionsOf(shapeOf(NAMESPACES)))).sort());
  });

  it('name every single object that may be made, changed or removed', () => {
    const writing = onObjects(installPermissionsOf(shapeOf(NAMESPACES))).filter(
      ({ verb }) => !['get', 'list', 'watch'].includes(verb),
    );
    expect(writing.length).toBeGreaterThan(60);
    expect(writing.filter(({ name }) => name === undefined)).toEqual([]);
  });

  it('hand nothing on that they do not hold, and bind roles of Kubernetes by name only', () => {
    const all = installPermissionsOf(shapeOf());
    expect(words(all)).toEqual(
      expect.arrayContaining([
        'bind clusterroles.rbac.authorization.k8s.io "system:auth-delegator" in the whole cluster',
        'bind roles.rbac.authorization.k8s.io "extension-apiserver-authentication-reader" in namespace kube-system',
        'list pods in the whole cluster',
        'get *.custom.metrics.k8s.io in the whole cluster',
      ]),
    );
    expect(words(all).some((text) => text.startsWith('escalate'))).toBe(false);
  });

  it('leave out what a task does not need', () => {
    const verbs = (task: 'install' | 'uninstall') =>
      new Set(installPermissionsOf(shapeOf(), [task]).map(({ verb }) => verb));
    expect(verbs('uninstall')).toEqual(new Set(['get', 'delete', 'list']));
    // The probe is removed, too.
    expect(verbs('install')).toEqual(new Set(['get', 'create', 'patch', 'bind', 'list', 'watch', 'delete']));
  });

  it('are granted by the printed rules, and without one of them that one is not', () => {
    for (const shape of [shapeOf(), shapeOf(NAMESPACES)]) {
      const permissions = installPermissionsOf(shape);
      const rules = rulesOf(permissions);
      expect(permissions.filter((one) => !allows(rules, one))).toEqual([]);
      const grants = grantsOf(permissions, {
        purpose: 'install',
        namespace: 'custom-metrics',
        subject: { kind: 'User', name: 'jane' },
        unmade: shape.makesNamespaces,
      });
      const places = grants.filter(({ kind }) => kind === 'Role').map(({ metadata }) => metadata.namespace);
      expect(places.sort()).toEqual(
        shape.makesNamespaces.length > 0
          ? ['kube-system']
          : ['custom-metrics', 'gpu-monitoring', 'kube-system'],
      );
    }
  });

  it('come with the namespaces where installing is not to make them, not marked as ours', () => {
    const objects = leastPrivilegeToInstall(shapeOf(), { kind: 'User', name: 'jane' });
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
    expect(namespaces.map(({ metadata }) => metadata)).toEqual([
      { name: 'gpu-monitoring', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
      { name: 'custom-metrics' },
    ]);
  });

  it.each(['get', 'create', 'patch', 'delete', 'bind', 'list'])(
    'without one of them, %s, are told to lack exactly that one, and nothing is changed',
    async (verb) => {
      // The smallest piece that needs the verb: each permission is a question to the server.
      const pieces = ['bind', 'delete'].includes(verb) ? (['adapter'] as const) : (['dashboards'] as const);
      const shape = { ...shapeOf(NAMESPACES), pieces };
      const lacking = installPermissionsOf(shape, ['install']).findLast((one) => one.verb === verb)!;
      const { need: _, why: __, ...asked } = lacking;
      const server = await serve((one) => JSON.stringify(one) !== JSON.stringify(asked));
      const review = await reviewInstall(server.connection, shape, 'install', signal);
      const missing = review.checks.filter(({ status }) => status === 'missing');
      expect(missing.map(({ wanted }) => wanted)).toEqual([describePermission(lacking)]);
      expect(review.grants).toContain('scaleproof-install');
      expect(server.changed()).toBe(false);
    },
  );
});
