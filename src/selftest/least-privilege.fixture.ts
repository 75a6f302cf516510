import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { getObject, listObjects } from '../kube/access.ts';
import { applyObject } from '../kube/apply.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import type { KubeObject } from '../kube/objects.ts';
import { RUN_KINDS } from '../workload/leftovers.ts';
import { newestRun, type Program, ROOT, recordOf, resultOf } from './program.fixture.ts';

interface Shown {
  readonly ready: boolean;
  readonly cluster: { readonly user: string };
  readonly checks: readonly { readonly id: string; readonly status: string; readonly dooms: boolean }[];
  readonly grants: string;
}

let program: Program;
let folder: string;
let lab: { readonly kubeconfig: string; readonly proxyUrl: string };
let admin: KubeConnection;

const objectsIn = (
  manifests: string,
): readonly (KubeObject & { rules?: { resources?: string[]; verbs: string[] }[] })[] =>
  parseAllDocuments(manifests).map((document) => document.toJS());

async function apply(objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) await applyObject(admin, object);
}

/** The scenario of a cluster in a namespace and under a name of its own, with no longer a load than it takes to use every permission. */
function scenarioIn(namespace: string): string {
  const scenario = parse(readFileSync(join(ROOT, 'fixtures/scenarios/cluster.yaml'), 'utf8'));
  const stages = scenario.load.stages.map((stage: object) => ({ ...stage, duration: '4s' }));
  const assertions = [{ kind: 'replicasWithin' }, { kind: 'noRequestLost' }, { kind: 'hpaUnchanged' }];
  const file = join(folder, `${namespace}.yaml`);
  const [workload, load] = [
    { ...scenario.workload, namespace },
    { ...scenario.load, stages },
  ];
  const service = { namespace: 'gpu-monitoring', name: 'prometheus' };
  const prometheus = { service, adapter: { service: { ...service, via: 'port-forward' } } };
  writeFileSync(file, stringify({ ...scenario, name: namespace, workload, prometheus, load, assertions }));
  return file;
}

/** A kubeconfig of a new ServiceAccount with nothing but its token. */
async function kubeconfigOf(account: string): Promise<string> {
  const metadata = { name: account, namespace: 'default' };
  await apply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata }]);
  const path = `/api/v1/namespaces/default/serviceaccounts/${account}/token`;
  const { body } = await admin.request<{ readonly status: { readonly token: string } }>('POST', path, {
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  });
  const ofAdmin = parse(readFileSync(lab.kubeconfig, 'utf8'));
  const context = { name: 'scaleproof-lab', context: { cluster: ofAdmin.clusters[0].name, user: account } };
  const users = [{ name: account, user: { token: body.status.token } }];
  const kubeconfig = join(folder, `${account}.kubeconfig`);
  writeFileSync(kubeconfig, stringify({ ...ofAdmin, contexts: [context], users }));
  return kubeconfig;
}

function onCluster(kubeconfig: string): readonly string[] {
  return ['--kubeconfig', kubeconfig, '--proxy', lab.proxyUrl];
}

async function preflight(
  file: string,
  kubeconfig: string,
): Promise<{ readonly exitCode: number; readonly shown: Shown }> {
  const args = ['preflight', file, ...onCluster(kubeconfig), '-o', 'json'];
  const { exitCode, stdout, stderr } = await program.run(args);
  expect(stdout, stderr).not.toBe('');
  return { exitCode, shown: JSON.parse(stdout) };
}

const idsOf = ({ checks }: Shown, status: string) =>
  checks.filter((check) => check.status === status).map(({ id }) => id);

/** Users of the lab of `given`, which is up, with few permissions and with all. */
export function leastPrivilegeTests(given: Program): void {
  beforeAll(async () => {
    program = given;
    folder = join(program.labFolder, '..');
    lab = JSON.parse((await program.run(['lab', 'status', '-o', 'json'])).stdout).lab;
    admin = await connect({ kubeconfigPath: lab.kubeconfig, context: 'scaleproof-lab' });
  });
  afterAll(() => admin?.close());

  it('with no permission at all is told every one of them at once, and what the run would change is not changed', async () => {
    const file = scenarioIn('of-nobody');
    const nobody = await kubeconfigOf('nobody');
    const args = ['run', file, '--target', 'cluster', '--reports', program.reports, ...onCluster(nobody)];
    const [{ exitCode, shown }, ran] = await Promise.all([preflight(file, nobody), program.run(args)]);
    expect([exitCode, ran.exitCode]).toEqual([4, 4]);
    expect(shown.cluster.user).toBe('system:serviceaccount:default:nobody');
    const permissions = shown.checks.filter(({ id }) => id.startsWith('permission: '));
    const lacking = permissions.filter(({ status }) => status === 'missing');
    // What is left over are the paths that everybody may read.
    expect(permissions.filter(({ status }) => status === 'ok').every(({ id }) => id.includes('get /'))).toBe(
      true,
    );
    expect(lacking.length).toBeGreaterThan(25);
    expect(idsOf(shown, 'unknown')).toEqual(
      expect.arrayContaining([
        'custom-metrics-api',
        'one-autoscaler',
        'quota',
        'names-free',
        'gpus-for-the-run',
      ]),
    );
    expect(ran.stderr).toContain('context scaleproof-lab, server https://');
    for (const { id, dooms } of lacking)
      if (dooms) expect(ran.stderr).toContain(id.slice('permission: '.length));
    const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'of-nobody' };
    expect(await getObject(admin, namespace)).toBeUndefined();
  });

  it('with what `rbac` prints and nothing else passes preflight, runs the scenario, and leaves nothing', async () => {
    const file = scenarioIn('of-runner');
    const runner = await kubeconfigOf('runner');
    const printed = await program.run(['rbac', file, '--subject', 'serviceaccount:default/runner']);
    await apply(objectsIn(printed.stdout));
    const { exitCode, shown } = await preflight(file, runner);
    expect(idsOf(shown, 'missing')).toEqual([]);
    // While no pod holds a GPU no series names one, and the adapter may not have discovered any.
    expect(['series-labels', 'metric-listed']).toEqual(expect.arrayContaining([...idsOf(shown, 'unknown')]));
    expect([exitCode, shown.ready, shown.grants]).toEqual([0, true, '']);
    const args = ['run', file, '--target', 'cluster', '--reports', program.reports, ...onCluster(runner)];
    const { exitCode: ofRun, stderr } = await program.run(args);
    expect(ofRun, stderr).toBe(0);
    expect(stderr).not.toContain('could not clean up');
    expect(resultOf(newestRun(program, 'of-runner')).end?.reason).toBe('completed');
    const { observations } = recordOf(newestRun(program, 'of-runner'));
    expect(observations.filter(({ kind }) => kind === 'gap')).toEqual([]);
    const labelSelector = 'app.kubernetes.io/managed-by=scaleproof';
    const left = await Promise.all(
      RUN_KINDS.map((kind) => listObjects(admin, { ...kind, namespace: 'of-runner', labelSelector })),
    );
    expect(left.flat()).toEqual([]);
  });

  it('without one of them is told exactly that one, and the printed role grants it', async () => {
    const file = scenarioIn('of-almost');
    const almost = await kubeconfigOf('almost');
    const printed = await program.run(['rbac', file, '--subject', 'serviceaccount:default/almost']);
    const objects = objectsIn(printed.stdout);
    const rule = objects
      .find(({ kind }) => kind === 'Role')
      ?.rules?.find(({ resources, verbs }) => resources?.includes('deployments') && verbs.includes('patch'));
    rule?.verbs.splice(rule.verbs.indexOf('patch'), 1);
    await apply(objects);
    const wanted = `permission: patch deployments.apps "fast-style-transfer-serving" in namespace of-almost`;
    const { exitCode, shown } = await preflight(file, almost);
    expect([exitCode, idsOf(shown, 'missing')]).toEqual([4, [wanted]]);
    await apply(objectsIn(shown.grants));
    expect((await preflight(file, almost)).exitCode).toBe(0);
  });

  it('with all permissions is told what of others stands in the way, before anything is changed', async () => {
    const file = scenarioIn('of-others');
    const metadata = { name: 'fast-style-transfer-serving', namespace: 'of-others' };
    const container = { name: 'theirs', image: 'theirs' };
    const [matchLabels, scaleTargetRef] = [
      { app: 'theirs' },
      { apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name },
    ];
    const template = { metadata: { labels: matchLabels }, spec: { containers: [container] } };
    await apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'of-others' } },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: { replicas: 0, selector: { matchLabels }, template },
      },
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { ...metadata, name: 'rival' },
        spec: { scaleTargetRef, maxReplicas: 2 },
      },
    ]);
    const { exitCode, shown } = await preflight(file, lab.kubeconfig);
    expect([exitCode, idsOf(shown, 'missing')]).toEqual([4, ['one-autoscaler', 'names-free']]);
  });
}
