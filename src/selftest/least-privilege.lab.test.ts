import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { newestRun, openProgram, ROOT, recordOf, resultOf } from './program.fixture.ts';

const FILE = join(ROOT, 'fixtures/scenarios/cluster.yaml');
const NAMESPACE = 'on-a-cluster';
const program = openProgram();
const folder = join(program.labFolder, '..');

interface Shown {
  readonly ready: boolean;
  readonly cluster: { readonly user: string };
  readonly checks: readonly { readonly id: string; readonly status: string; readonly dooms: boolean }[];
  readonly grants: string;
}

let proxyUrl = '';

async function kubectl(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await program.run(['lab', 'kubectl', '--', ...args]);
  expect(exitCode, stderr).toBe(0);
  return stdout;
}

async function apply(name: string, manifests: string): Promise<void> {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, manifests);
  await kubectl('apply', '-f', file);
}

/** A kubeconfig of a ServiceAccount with nothing but its token, beside the admin's. */
async function kubeconfigOf(account: string): Promise<string> {
  await kubectl('create', 'serviceaccount', account, '-n', 'default');
  const token = (await kubectl('create', 'token', account, '-n', 'default')).trim();
  const admin = parse(await kubectl('config', 'view', '--raw', '--flatten'));
  const file = join(folder, `${account}.kubeconfig`);
  const context = { name: 'scaleproof-lab', context: { cluster: admin.clusters[0].name, user: account } };
  writeFileSync(
    file,
    stringify({ ...admin, contexts: [context], users: [{ name: account, user: { token } }] }),
  );
  return file;
}

function onCluster(kubeconfig: string): readonly string[] {
  const prometheus = 'http://prometheus.gpu-monitoring.svc:9090';
  return ['--kubeconfig', kubeconfig, '--prometheus', prometheus, '--proxy', proxyUrl];
}

async function preflight(kubeconfig: string): Promise<{ readonly exitCode: number; readonly shown: Shown }> {
  const args = ['preflight', FILE, ...onCluster(kubeconfig), '-o', 'json'];
  const { exitCode, stdout, stderr } = await program.run(args);
  expect(stdout, stderr).not.toBe('');
  return { exitCode, shown: JSON.parse(stdout) };
}

const idsOf = ({ checks }: Shown, status: string) =>
  checks.filter((check) => check.status === status).map(({ id }) => id);

beforeAll(async () => {
  expect((await program.run(['lab', 'up'], { timeoutMs: 1_700_000 })).exitCode).toBe(0);
  proxyUrl = JSON.parse((await program.run(['lab', 'status', '-o', 'json'])).stdout).lab.proxyUrl;
});
afterAll(() => program.dispose());

describe('a user of a real API server', () => {
  it('with no permission at all is told every one of them at once, and what the run would change is not changed', async () => {
    const nobody = await kubeconfigOf('nobody');
    const { exitCode, shown } = await preflight(nobody);
    expect(exitCode).toBe(4);
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
    const args = ['run', FILE, '--target', 'cluster', '--reports', program.reports, ...onCluster(nobody)];
    const { exitCode: ofRun, stderr } = await program.run([...args, '--service-url', 'http://127.0.0.1:1']);
    expect(ofRun).toBe(4);
    expect(stderr).toContain('context scaleproof-lab, server https://');
    for (const { id, dooms } of lacking) if (dooms) expect(stderr).toContain(id.slice('permission: '.length));
    expect(await kubectl('get', 'namespaces', '-o', 'name')).not.toContain(NAMESPACE);
  });

  it('with what `rbac` prints and nothing else passes preflight, runs the scenario, and leaves nothing', async () => {
    const runner = await kubeconfigOf('runner');
    const printed = await program.run(['rbac', FILE, '--subject', 'serviceaccount:default/runner']);
    await apply('rbac', printed.stdout);
    const { exitCode, shown } = await preflight(runner);
    expect(idsOf(shown, 'missing')).toEqual([]);
    // No pod holds a GPU yet, so no series names one but the exporter's own.
    expect(idsOf(shown, 'unknown')).toEqual(['series-labels']);
    expect([exitCode, shown.ready, shown.grants]).toEqual([0, true, '']);
    const args = ['run', FILE, '--target', 'cluster', '--reports', program.reports, ...onCluster(runner)];
    const { exitCode: ofRun, stderr } = await program.run(args);
    expect(ofRun, stderr).toBe(0);
    expect(stderr).not.toContain('could not clean up');
    expect(resultOf(newestRun(program, 'cluster')).end?.reason).toBe('completed');
    const { observations } = recordOf(newestRun(program, 'cluster'));
    expect(observations.filter(({ kind }) => kind === 'gap')).toEqual([]);
    const left = await kubectl('get', 'hpa,deployment,service,pod', '-n', NAMESPACE, '-o', 'name');
    expect(left.trim()).toBe('');
  });

  it('without one of them is told exactly that one, and the printed role grants it', async () => {
    const almost = await kubeconfigOf('almost');
    const printed = await program.run(['rbac', FILE, '--subject', 'serviceaccount:default/almost']);
    const documents = parseAllDocuments(printed.stdout).map((document) => document.toJS());
    for (const { kind, rules } of documents) {
      if (kind !== 'Role') continue;
      const rule = rules.find(
        (one: { resources?: string[]; verbs: string[] }) =>
          one.resources?.includes('deployments') && one.verbs.includes('patch'),
      );
      rule.verbs = rule.verbs.filter((verb: string) => verb !== 'patch');
    }
    await apply('almost', documents.map((document) => stringify(document)).join('---\n'));
    const wanted = `permission: patch deployments.apps "fast-style-transfer-serving" in namespace ${NAMESPACE}`;
    const { exitCode, shown } = await preflight(almost);
    expect([exitCode, idsOf(shown, 'missing')]).toEqual([4, [wanted]]);
    await apply('missing', shown.grants);
    expect((await preflight(almost)).exitCode).toBe(0);
  });
});
