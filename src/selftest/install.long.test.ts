import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollUntil } from '../clock/poll.ts';
import { systemClock } from '../clock/system-clock.ts';
import { getObject } from '../kube/access.ts';
import type { ApiService, KubeObject } from '../kube/objects.ts';
import type { PlannedRemoval } from '../workload/plan-removal.ts';
import { type ClusterDump, dumpCluster, expectClusterAs } from './cluster-dump.fixture.ts';
import { type LabUsers, objectsIn, openLabUsers, scenarioFile } from './lab-users.fixture.ts';
import { newestRun, openProgram, recordOf, resultOf } from './program.fixture.ts';

const program = openProgram();
const ADAPTER = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  name: 'prometheus-adapter',
  namespace: 'custom-metrics',
} as const;
const ALL = ['exporter', 'prometheus', 'adapter', 'resource-metrics', 'dashboards'];
/** Sends from within the cluster, and has a CPU target beside that of the GPU. */
const PRESSED = {
  duration: '12s',
  // The counters that show what comes after the stop are up to three scrapes old.
  settle: '5s',
  workload: { cpuRequest: '250m' },
  hpa: { cpu: { averageUtilization: 80 } },
  load: { kind: 'press', sender: { image: 'scaleproof/fast-style-transfer-press:1.0.0' } },
  assertions: [{ kind: 'loadStops' }],
};

type Change = { readonly object: string; readonly change: string };
type Seen = { readonly id: string; readonly status: string; readonly seen: string };

let users: LabUsers;
let installer: string;
let scenario: string;
let before: ClusterDump;

const as = (kubeconfig: string) => ['--kubeconfig', kubeconfig, '--context', 'scaleproof-lab'];
const install = (...more: readonly string[]) =>
  program.run(['install', ...more, '--profile', 'compressed', ...as(installer), '-o', 'json']);
/** Waits until the API server answers for both groups that the adapter serves; returns what their APIServices trust. */
async function expectBothAnswer(): Promise<readonly string[]> {
  const groups = ['custom.metrics.k8s.io', 'metrics.k8s.io'];
  for (const group of groups) {
    const answers = await pollUntil(systemClock, 30_000, async () => {
      const { status } = await users.admin.request('GET', `/apis/${group}/v1beta1`, { allow: 'all' });
      return status === 200 ? { value: true } : { seen: `it answered ${status}` };
    });
    expect(answers, group).toMatchObject({ done: true });
  }
  const services = await Promise.all(
    groups.map((group) => {
      const ref = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', name: `v1beta1.${group}` };
      return getObject<ApiService>(users.admin, ref);
    }),
  );
  return services.map((service) => service?.spec?.caBundle ?? '');
}
const generation = async () => (await getObject<KubeObject>(users.admin, ADAPTER))?.metadata.generation;

/** Applies what `rbac` prints for the installer, as an administrator. */
async function grant(
  args: readonly string[],
  change = (objects: ReturnType<typeof objectsIn>) => objects,
): Promise<void> {
  const who = ['--subject', 'serviceaccount:default/installer'];
  const { exitCode, stdout, stderr } = await program.run(['rbac', ...args, ...who]);
  expect(exitCode, stderr).toBe(0);
  await users.apply(change(objectsIn(stdout)));
}

/** Takes the right to bind a Role of kube-system away. */
function withoutBind(objects: ReturnType<typeof objectsIn>): ReturnType<typeof objectsIn> {
  const rule = objects
    .find(({ kind, metadata }) => kind === 'Role' && metadata.namespace === 'kube-system')
    ?.rules?.find(({ verbs }) => verbs.includes('bind'));
  rule?.verbs.splice(rule.verbs.indexOf('bind'), 1, 'get');
  return objects;
}

beforeAll(async () => {
  const { exitCode, stderr } = await program.run(['lab', 'up', '--bare', '--nodes', '2', '--gpus', '2']);
  expect(exitCode, stderr).toBe(0);
  users = await openLabUsers(program);
  scenario = scenarioFile(users.folder, 'of-installer', PRESSED);
  installer = await users.kubeconfigOf('installer');
  // One after the other: the first makes the namespaces that the second has a Role in.
  await grant(['--for', 'install'], withoutBind);
  await grant([scenario]);
});
afterAll(async () => {
  await users?.admin.close();
  await program.dispose();
});

describe('on a cluster without a metrics pipeline, a user with nothing but the printed roles', () => {
  it('S5: is told the one permission that is missing and the role that grants it, and nothing is applied', async () => {
    before = await dumpCluster(users.admin);
    const { exitCode, stderr } = await install(...ALL);
    expect(exitCode, stderr).toBe(4);
    expect(stderr).toContain('may not install this, and nothing was changed');
    expect(stderr.match(/✗ .*/g)).toEqual([
      expect.stringContaining(
        'wanted bind roles.rbac.authorization.k8s.io "extension-apiserver-authentication-reader" in namespace kube-system; not allowed',
      ),
    ]);
    await expectClusterAs(users.admin, before);
    const [, printed = ''] = /These roles grant what is missing:\n(.*)\nHint/s.exec(stderr) ?? [];
    await users.apply(objectsIn(printed));
    before = await dumpCluster(users.admin);
  });

  it('S2, S3, S4, S6, S9, S14: installs it, and the API server gives a value', async () => {
    const { exitCode, stdout, stderr } = await install(...ALL);
    expect(exitCode, stderr).toBe(0);
    const { certificate, changes, verified } = JSON.parse(stdout);
    expect(verified).toMatchObject({ metric: 'DCGM_FI_DEV_GPU_UTIL', probed: true });
    expect(verified.values).toEqual([{ pod: 'scaleproof-gpu-probe', value: '0' }]);
    expect(certificate.names[0]).toBe('prometheus-adapter.custom-metrics.svc');
    expect(certificate).toMatchObject({ madeBecause: 'there was none', daysLeft: 364 });
    const made = (changes as readonly Change[]).filter(({ change }) => change === 'create');
    expect(made.map(({ object }) => object)).toContain('ConfigMap gpu-monitoring/scaleproof-dashboards');
  });

  it('S3: is told whose fields are in the way, takes them over by force only, and renews the certificate of both APIs though the adapter alone is named', async () => {
    const path = '/apis/apps/v1/namespaces/custom-metrics/deployments/prometheus-adapter';
    const query = { fieldManager: 'somebody', force: true };
    const metadata = { name: ADAPTER.name };
    const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 2 } };
    const contentType = 'application/apply-patch+yaml';
    await users.admin.request('PATCH', path, { body, contentType, query });
    const standing = await generation();
    const refused = await install('adapter');
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain(
      'Deployment custom-metrics/prometheus-adapter: .spec.replicas is owned by "somebody"',
    );
    expect(await generation()).toBe(standing);
    const before = await expectBothAnswer();
    const { exitCode, stdout, stderr } = await install('adapter', '--force', '--rotate');
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('with the adapter goes resource-metrics, which it serves');
    const after = await expectBothAnswer();
    expect(after[1]).toBe(after[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(stderr).toContain('taking over .spec.replicas of Deployment custom-metrics/prometheus-adapter');
    expect(JSON.parse(stdout).certificate.madeBecause).toBe('a new one was asked for');
    expect(stdout).not.toContain('PRIVATE KEY');
  });

  it('S7, S8, S10, S11, S13, S16: runs a scenario with a press and CPU beside the GPU metric on it; meanwhile every hop is seen to work, and installing again would change nothing', async () => {
    const where = ['--target', 'cluster', ...as(installer), '--proxy', users.lab.proxyUrl];
    const running = program.start(['run', scenario, '--reports', program.reports, ...where]);
    await running.said('load starts');
    const record = ['--run', 'fixtures/records/passed', '-o', 'json'];
    const [looked, again] = await Promise.all([
      program.run(['status', ...as(installer), ...record]),
      install(...ALL, '--dry-run'),
    ]);
    const changes: readonly Change[] = JSON.parse(again.stdout).changes;
    expect(changes.filter(({ change }) => change !== 'none')).toEqual([]);
    const checks: readonly Seen[] = JSON.parse(looked.stdout).checks;
    // On a machine that is slow the run may be over by then, and no pod left to ask for.
    expect(checks.filter(({ id, status }) => status !== 'ok' && id !== 'metric-value')).toEqual([]);
    const seen = Object.fromEntries(checks.map((check) => [check.id, check.seen]));
    expect(seen['adapter-certificate']).toContain('in 364 days');
    expect(seen['metric-value']).toMatch(/^of-installer\/fast-style-transfer-serving-\S+ \d+|^no pod/);
    expect(seen['hpa-controller']).toMatch(/sync period about .*down-scale window over/);
    const { exitCode, stderr } = await running.finished;
    expect([exitCode, looked.exitCode, again.exitCode], stderr).toEqual([0, 0, 0]);
    const run = newestRun(program, 'of-installer');
    expect(resultOf(run).verdicts.find(({ assertion }) => assertion === 'loadStops')?.status).toBe('passed');
    const { end, cleanup, observations } = recordOf(run);
    expect([end?.reason, cleanup?.outcome, cleanup?.left]).toEqual(['completed', 'gone', []]);
    expect(cleanup?.found).toContain('Deployment of-installer/fast-style-transfer-press');
    const shown = observations.flatMap((one) => (one.kind === 'hpa' ? [one.metrics] : []));
    const bothRead = ([gpu, cpu]: (typeof shown)[number]) => gpu?.value != null && cpu?.value != null;
    expect(shown.at(-1)?.map(({ name }) => name)).toEqual(['DCGM_FI_DEV_GPU_UTIL', 'cpu']);
    expect(shown.some(bothRead)).toBe(true);
  });

  it('says what uninstalling would remove, and it is all that uninstalling removes', async () => {
    const args = ['uninstall', ...ALL, ...as(installer)];
    const standing = await dumpCluster(users.admin);
    const planned = await program.run([...args, '--dry-run', '-o', 'json']);
    expect(planned.exitCode, planned.stderr).toBe(0);
    await expectClusterAs(users.admin, standing);
    const { removals } = JSON.parse(planned.stdout) as { readonly removals: readonly PlannedRemoval[] };
    const left = removals.filter(({ removal }) => removal === 'leave');
    expect(left.map(({ object, why }) => [object, why])).toEqual([
      ['Namespace gpu-monitoring', 'it was not made by scaleproof'],
      ['Namespace custom-metrics', 'it was not made by scaleproof'],
    ]);
    const { exitCode, stdout, stderr } = await program.run(args);
    expect(exitCode, stderr).toBe(0);
    const removed = [...stdout.matchAll(/^- (.*)$/gm)].map(([, object]) => object);
    const going = removals.filter(({ removal }) => removal === 'delete').map(({ object }) => object);
    expect(removed).toEqual(going);
    expect(removed).toHaveLength(23);
  });

  it('leaves the cluster as it was', async () => {
    await expectClusterAs(users.admin, before);
  });
});
