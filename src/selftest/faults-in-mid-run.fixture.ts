import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { systemClock } from '../clock/system-clock.ts';
import { listObjects } from '../kube/access.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { askSupervisor } from '../lab/supervisor/ask-supervisor.ts';
import { RUN_KINDS } from '../workload/leftovers.ts';
import { newestRun, type Program, ROOT, recordOf, resultOf } from './program.fixture.ts';
import { type ShakyProxy, startShakyProxy } from './shaky-proxy.fixture.ts';
import { shortLivedToken } from './short-lived-token.fixture.ts';

/** A target is given up after 12 s, and asked for 10 s more before its objects are left; a busy machine takes longer. */
const GIVEN_UP_MS = 60_000;

let program: Program;
let folder: string;
let lab: { readonly kubeconfig: string; readonly proxyUrl: string };
let admin: KubeConnection;
const proxies: ShakyProxy[] = [];

/** The scenario of a cluster in a namespace of its own, with a light load. */
function scenarioIn(namespace: string, duration: string): string {
  const scenario = parse(readFileSync(join(ROOT, 'fixtures/scenarios/cluster.yaml'), 'utf8'));
  const workload = { ...scenario.workload, namespace };
  const load = { ...scenario.load, stages: [{ kind: 'hold', name: 'steady', rate: 1, duration }] };
  const file = join(folder, `${namespace}.yaml`);
  writeFileSync(file, stringify({ ...scenario, name: namespace, workload, load }));
  return file;
}

/** The administrator's kubeconfig with another server, or another user. */
function kubeconfigOf(name: string, change: { readonly server?: string; readonly user?: object }): string {
  const config = parse(readFileSync(lab.kubeconfig, 'utf8'));
  if (change.server !== undefined) config.clusters[0].cluster.server = change.server;
  if (change.user !== undefined) config.users[0].user = change.user;
  const path = join(folder, `${name}.kubeconfig`);
  writeFileSync(path, stringify(config));
  return path;
}

async function throughProxy(
  name: string,
): Promise<{ readonly proxy: ShakyProxy; readonly kubeconfig: string }> {
  const { hostname, port } = new URL(admin.server);
  const proxy = await startShakyProxy({ host: hostname, port: Number(port) });
  proxies.push(proxy);
  return { proxy, kubeconfig: kubeconfigOf(name, { server: `https://127.0.0.1:${proxy.port}` }) };
}

/** A run in `namespace` that is hit 3 s after load start, and all that came of it. */
async function hit(namespace: string, kubeconfig: string, blow: () => Promise<unknown>, duration = '25s') {
  const args = ['run', scenarioIn(namespace, duration), '--target', 'cluster', '--reports', program.reports];
  const where = ['--kubeconfig', kubeconfig, '--prometheus', 'http://prometheus.gpu-monitoring.svc:9090'];
  const running = program.start([...args, ...where, '--proxy', lab.proxyUrl], { timeoutMs: 180_000 });
  await running.said('load starts');
  await systemClock.sleep(3000);
  await blow();
  const hitAt = systemClock.now();
  const { exitCode, stdout, stderr } = await running.finished;
  const tookMs = systemClock.now() - hitAt;
  const run = newestRun(program, namespace);
  expect((await program.run(['verify', run])).exitCode).toBe(exitCode);
  return {
    exitCode,
    stderr,
    tookMs,
    text: stdout.replaceAll(/\s+/g, ' '),
    record: recordOf(run),
    result: resultOf(run),
  };
}

async function leftIn(namespace: string): Promise<readonly string[]> {
  const labelSelector = 'app.kubernetes.io/managed-by=scaleproof';
  const lists = await Promise.all(
    RUN_KINDS.map((kind) => listObjects(admin, { ...kind, namespace, labelSelector })),
  );
  return lists.flat().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

/** Does what the program said that removes what it had to leave, with this kubeconfig. */
async function cleanAsTold(stderr: string, kubeconfig: string): Promise<void> {
  const [, told] = /Hint: scaleproof (clean .+) removes it/.exec(stderr) ?? [];
  const args = (told ?? 'no hint').split(' ');
  args[args.indexOf('--kubeconfig') + 1] = kubeconfig;
  const { exitCode, stderr: said } = await program.run(args);
  expect(exitCode, said).toBe(0);
}

/** Gets ready to hit runs on the lab of `given`, which is up. */
export function prepareFaults(given: Program): void {
  beforeAll(async () => {
    program = given;
    folder = join(program.labFolder, '..');
    lab = JSON.parse((await program.run(['lab', 'status', '-o', 'json'])).stdout).lab;
    admin = await connect({ kubeconfigPath: lab.kubeconfig, context: 'scaleproof-lab' });
  });
  afterAll(async () => {
    for (const proxy of proxies) await proxy.close();
    await admin?.close();
  });
}

/** Faults from outside that hit one run only. */
export function faultsInMidRunTests(): void {
  it('a network that is cut for 3 s leaves a run inconclusive, which goes on and cleans up', async () => {
    const { proxy, kubeconfig } = await throughProxy('cut-short');
    const blow = async () => {
      proxy.cut();
      await systemClock.sleep(3000);
      proxy.mend();
    };
    const { exitCode, stderr, result, record } = await hit('cut-short', kubeconfig, blow, '12s');
    expect(exitCode, stderr).toBe(3);
    expect([record.end?.reason, result.outcome]).toEqual(['completed', 'inconclusive']);
    const gaps = record.observations.filter((seen) => seen.kind === 'gap');
    for (const source of ['hpa', 'deployment', 'pods'] as const)
      expect(gaps.some((gap) => gap.source === source && gap.to !== null)).toBe(true);
    expect([stderr.includes('could not clean up'), await leftIn('cut-short')]).toEqual([false, []]);
  });

  it('a network that swallows everything makes the target lost: exit 4, and the command that cleans up later', async () => {
    const { proxy, kubeconfig } = await throughProxy('swallowed');
    const { exitCode, stderr, text, tookMs, result } = await hit('swallowed', kubeconfig, () =>
      proxy.freeze(),
    );
    expect(exitCode, stderr).toBe(4);
    expect(result.end?.reason).toBe('target-lost');
    expect(text).toMatch(
      /The target was lost in mid-run, so nothing is proven: the target has been of no use for/,
    );
    expect(tookMs).toBeLessThan(GIVEN_UP_MS);
    expect(await leftIn('swallowed')).not.toEqual([]);
    proxy.mend();
    await cleanAsTold(stderr, kubeconfig);
    expect(await leftIn('swallowed')).toEqual([]);
  });

  it('a token that runs out makes the target lost, is named, and whoever has another one cleans up', async () => {
    const { token, revoke } = await shortLivedToken(admin, 'short-lived');
    const kubeconfig = kubeconfigOf('short-lived', { user: { token } });
    const { exitCode, stderr, text, tookMs } = await hit('expired-token', kubeconfig, revoke);
    expect(exitCode, stderr).toBe(4);
    expect(text).toMatch(/lost in mid-run.* 401 Unauthorized/);
    expect(tookMs).toBeLessThan(GIVEN_UP_MS);
    await cleanAsTold(stderr, lab.kubeconfig);
    expect(await leftIn('expired-token')).toEqual([]);
  });

  it('a namespace that somebody deletes makes the target lost, is named, and nothing is left', async () => {
    const blow = () => admin.request('DELETE', '/api/v1/namespaces/deleted-namespace');
    const { exitCode, stderr, text, tookMs } = await hit('deleted-namespace', lab.kubeconfig, blow);
    expect(exitCode, stderr).toBe(4);
    expect(text).toContain('somebody has deleted Deployment deleted-namespace/fast-style-transfer-serving');
    expect(tookMs).toBeLessThan(GIVEN_UP_MS);
    expect([stderr.includes('could not clean up'), await leftIn('deleted-namespace')]).toEqual([false, []]);
  });
}

/** A fault that hits everybody on the lab. */
export function apiServerRestartTest(): void {
  it('an API server that is restarted leaves a run inconclusive, which goes on and cleans up', async () => {
    const body = { component: 'kube-apiserver' };
    const blow = () => askSupervisor('POST', '/restart', { body, timeoutMs: 10_000 });
    const { exitCode, stderr, record } = await hit('api-restarted', lab.kubeconfig, blow, '12s');
    expect(exitCode, stderr).toBe(3);
    expect(record.end?.reason).toBe('completed');
    expect([stderr.includes('could not clean up'), await leftIn('api-restarted')]).toEqual([false, []]);
  });
}
