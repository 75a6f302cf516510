import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { systemClock } from '../clock/system-clock.ts';
import { listObjects } from '../kube/access.ts';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { RUN_KINDS } from '../workload/leftovers.ts';
import { type GoneProxy, startGoneProxy } from './gone-proxy.fixture.ts';
import { newestRun, type Program, ROOT, recordOf, resultOf } from './program.fixture.ts';
import { type ShakyProxy, startShakyProxy } from './shaky-proxy.fixture.ts';

let program: Program;
let folder: string;
let lab: { readonly kubeconfig: string; readonly proxyUrl: string };
let admin: KubeConnection;
const proxies: Pick<ShakyProxy, 'close'>[] = [];

/** What a run that is hit has more than the others. */
interface HeavierRun {
  /** Images per second; 1, with which nothing scales, when left out. */
  readonly rate?: number;
  readonly assertions?: readonly object[];
}

/** The scenario of a cluster in a namespace of its own, with a light load. */
function scenarioIn(namespace: string, duration: string, { rate = 1, assertions = [] }: HeavierRun): string {
  const scenario = parse(readFileSync(join(ROOT, 'fixtures/scenarios/cluster.yaml'), 'utf8'));
  const workload = { ...scenario.workload, namespace };
  const load = { ...scenario.load, stages: [{ kind: 'hold', name: 'steady', rate, duration }] };
  const file = join(folder, `${namespace}.yaml`);
  const changed = { name: namespace, workload, load, assertions: [...scenario.assertions, ...assertions] };
  writeFileSync(file, stringify({ ...scenario, ...changed }));
  return file;
}

/** The administrator's kubeconfig with another server, or another user. */
export function kubeconfigOf(
  name: string,
  change: { readonly server?: string; readonly user?: object },
): string {
  const config = parse(readFileSync(lab.kubeconfig, 'utf8'));
  if (change.server !== undefined) config.clusters[0].cluster.server = change.server;
  if (change.user !== undefined) config.users[0].user = change.user;
  const path = join(folder, `${name}.kubeconfig`);
  writeFileSync(path, stringify(config));
  return path;
}

/** A hop before the API server, and the administrator's kubeconfig that goes through it. */
export async function throughProxy(
  name: string,
): Promise<{ readonly proxy: ShakyProxy; readonly kubeconfig: string }> {
  const { hostname, port } = new URL(admin.server);
  const proxy = await startShakyProxy({ host: hostname, port: Number(port) });
  proxies.push(proxy);
  return { proxy, kubeconfig: kubeconfigOf(name, { server: `https://127.0.0.1:${proxy.port}` }) };
}

/** A hop before the API server that can end its watches with 410, and a kubeconfig that goes through it. */
export async function throughGoneProxy(
  name: string,
): Promise<{ readonly proxy: GoneProxy; readonly kubeconfig: string }> {
  const { clusters, users } = parse(readFileSync(lab.kubeconfig, 'utf8'));
  const pem = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');
  const proxy = await startGoneProxy({
    server: admin.server,
    ca: pem(clusters[0].cluster['certificate-authority-data']),
    cert: pem(users[0].user['client-certificate-data']),
    key: pem(users[0].user['client-key-data']),
  });
  proxies.push(proxy);
  const change = { server: `http://127.0.0.1:${proxy.port}`, user: {} };
  return { proxy, kubeconfig: kubeconfigOf(name, change) };
}

/** A run in `namespace` that is hit 3 s after load start, and all that came of it. */
export async function hit(
  namespace: string,
  kubeconfig: string,
  blow: () => Promise<unknown>,
  duration = '25s',
  more: HeavierRun = {},
) {
  const file = scenarioIn(namespace, duration, more);
  const args = ['run', file, '--target', 'cluster', '--reports', program.reports];
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

/** What of ours is in a namespace, as `Kind name`. */
export async function leftIn(namespace: string): Promise<readonly string[]> {
  const labelSelector = 'app.kubernetes.io/managed-by=scaleproof';
  const lists = await Promise.all(
    RUN_KINDS.map((kind) => listObjects(admin, { ...kind, namespace, labelSelector })),
  );
  return lists.flat().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

/** Does what the program said that removes what it had to leave, with this kubeconfig. */
export async function cleanAsTold(stderr: string, kubeconfig: string): Promise<void> {
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

/** The administrator of the lab that runs are hit on. */
export function administrator(): { readonly admin: KubeConnection; readonly kubeconfig: string } {
  return { admin, kubeconfig: lab.kubeconfig };
}
