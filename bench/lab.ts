import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/clock/system-clock.ts';
import { systemHost } from '../src/host/system-host.ts';
import { connect, type KubeConnection } from '../src/kube/connect.ts';
import { findLab } from '../src/lab/find-lab.ts';
import { defaultLabFolder, LAB_MARKER } from '../src/lab/lab-folder.ts';
import type { RunningLab } from '../src/lab/running-lab.ts';
import { openPrometheus } from '../src/prometheus/prometheus-door.ts';
import { serializeEvent } from '../src/record/serialize.ts';
import type { Observation } from '../src/sample/observation.ts';
import { startSampling } from '../src/sampling/start-sampling.ts';
import { readScenario } from '../src/scenario/load-scenario.ts';
import { applyWorkload } from '../src/workload/apply-workload.ts';
import { cleanRun } from '../src/workload/clean.ts';
import { prometheusUrl } from '../src/workload/monitoring/prometheus.ts';
import { verifyCustomMetrics } from '../src/workload/verify-custom-metrics.ts';
import { type Figure, percentile } from './figures.ts';
import { cpuSecondsOfMarked, runProgram } from './program.ts';

const REPLICAS = 10;
const CHANGES = 100;
/** An HPA that reads its metric at every sync and never acts, so that only we change replicas. */
const SCENARIO = `
name: bench-lab
hpa:
  behavior: { scaleUp: { selectPolicy: Disabled }, scaleDown: { selectPolicy: Disabled } }
load: { stages: [{ kind: hold, name: none, rate: 0, duration: 1s }] }
assertions: [{ kind: hpaUnchanged }]
`;

/** Everything that is measured on one warm lab. */
export async function measureLab(): Promise<readonly Figure[]> {
  const { scenario } = readScenario(SCENARIO, 'bench-lab');
  const upMs: number[] = [];
  let lab: RunningLab | undefined;
  let connection: KubeConnection | undefined;
  for (let i = 0; i < 3; i++) {
    await connection?.close();
    await runProgram(['lab', 'down']);
    const startedAt = performance.now();
    const ended = await runProgram(['lab', 'up']);
    if (ended.code !== 0) throw new Error(`lab up ended with ${ended.code}: ${ended.stderr}`);
    const host = systemHost();
    lab = await findLab({ folder: defaultLabFolder(host.env, host.homeFolder) });
    if (lab === undefined) throw new Error('no lab runs after lab up');
    connection = await connect({ kubeconfigPath: lab.kubeconfig, context: lab.context });
    await applyWorkload(connection, systemClock, { scenario, runId: `bench-${i}` });
    const metric = {
      namespace: scenario.workload.namespace,
      metric: scenario.hpa.metric.name,
      deadlineMs: 60_000,
    };
    await verifyCustomMetrics(connection, systemClock, metric);
    upMs.push((performance.now() - startedAt) / 1000);
  }
  if (lab === undefined || connection === undefined) throw new Error('no lab');
  const figures = [
    { name: 'lab up to GPU pod Ready and metric served, warm', unit: 's', bound: 15, values: upMs },
    ...(await measureSampling(lab, connection, scenario.workload.namespace, scenario.workload.name)),
  ];
  await cleanRun(connection, 'bench-2', systemClock);
  await connection.close();
  await runProgram(['lab', 'down']);
  return figures;
}

async function measureSampling(
  lab: RunningLab,
  connection: KubeConnection,
  namespace: string,
  name: string,
): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'scaleproof-bench-'));
  const file = join(folder, 'events.ndjson');
  const seen = new Map<number, number>();
  const emit = (observation: Observation) => {
    appendFileSync(file, `${serializeEvent(observation)}\n`);
    if (observation.kind === 'replicas' && !seen.has(observation.desired))
      seen.set(observation.desired, performance.now());
  };
  const stop = new AbortController();
  const sampling = startSampling(
    {
      connection,
      prometheus: openPrometheus({ url: prometheusUrl('gpu-monitoring'), proxyUrl: lab.proxyUrl }),
      clock: systemClock,
      workload: {
        namespace,
        deployment: name,
        service: name,
        hpa: name,
        podSelector: `app.kubernetes.io/name=${name}`,
        metric: 'DCGM_FI_DEV_GPU_UTIL',
      },
      devicesUrl: `${lab.agentUrl}/devices`,
      signal: stop.signal,
    },
    emit,
  );
  await sampling.ready;
  await delay(5000);
  const idle = await cpuShare(20_000);
  const scalePath = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  const scaleTo = (replicas: number) =>
    connection.request('PATCH', scalePath, {
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas } },
    });
  await scaleTo(REPLICAS);
  await delay(12_000);
  const loaded = await cpuShare(20_000);
  const changes = await timeChanges(scaleTo, seen);
  await sampling.stop();
  rmSync(folder, { recursive: true });
  return [
    {
      name: 'control plane, agent and sampling, idle',
      unit: '% core',
      bound: 15,
      values: [sum(idle.lab, (name) => CORE.has(name)) + idle.own],
    },
    { name: '  of which sampling', unit: '% core', values: [idle.own] },
    ...[...idle.lab].map(([name, share]) => ({ name: `  ${name}`, unit: '% core', values: [share] })),
    {
      name: 'the whole lab idle, Prometheus and adapter included',
      unit: '% core',
      values: [sum(idle.lab) + idle.own],
    },
    { name: `sampler at ${REPLICAS} pods`, unit: '% core', bound: 3, values: [loaded.own] },
    {
      name: 'replica change in the API -> line in the record, p99',
      unit: 'ms',
      bound: 50,
      values: [percentile(changes.fromAnswer, 99)],
      note: 'from the API server having answered the change',
    },
    { name: '  the same, every change', unit: 'ms', values: changes.fromAnswer },
    { name: '  from sending the change, etcd write included', unit: 'ms', values: changes.fromSending },
  ];
}

/** What runs without any workload or pipeline on the lab. */
const CORE = new Set([
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok-controller',
  'supervisor.process.ts',
  'reaper.process.ts',
]);

function sum(shares: ReadonlyMap<string, number>, wanted: (name: string) => boolean = () => true): number {
  return [...shares].reduce((total, [name, share]) => total + (wanted(name) ? share : 0), 0);
}

interface CpuShares {
  /** Percent of one core, by what a process of the lab runs. */
  readonly lab: ReadonlyMap<string, number>;
  readonly own: number;
}

async function cpuShare(ms: number): Promise<CpuShares> {
  const own = process.cpuUsage();
  const before = cpuSecondsOfMarked(LAB_MARKER);
  const startedAt = performance.now();
  await delay(ms);
  const seconds = (performance.now() - startedAt) / 1000;
  const used = process.cpuUsage(own);
  const after = cpuSecondsOfMarked(LAB_MARKER);
  const shares = [...after].map(
    ([name, total]) => [name, ((total - (before.get(name) ?? 0)) / seconds) * 100] as const,
  );
  return { lab: new Map(shares), own: ((used.user + used.system) / 1e6 / seconds) * 100 };
}

async function timeChanges(
  scaleTo: (replicas: number) => Promise<unknown>,
  seen: Map<number, number>,
): Promise<{ readonly fromSending: readonly number[]; readonly fromAnswer: readonly number[] }> {
  const fromSending: number[] = [];
  const fromAnswer: number[] = [];
  for (let i = 0; i < CHANGES; i++) {
    const replicas = i % 2 === 0 ? REPLICAS - 1 : REPLICAS;
    seen.delete(replicas);
    const sentAt = performance.now();
    await scaleTo(replicas);
    const answeredAt = performance.now();
    while (!seen.has(replicas) && performance.now() < sentAt + 5000) await delay(1);
    const at = seen.get(replicas);
    if (at === undefined) throw new Error(`a change to ${replicas} replicas was not on record after 5 s`);
    fromSending.push(at - sentAt);
    // The watch may be told before the one who asked.
    fromAnswer.push(Math.max(0, at - answeredAt));
    await delay(200);
  }
  return { fromSending, fromAnswer };
}
