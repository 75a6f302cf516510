import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import { pollUntil } from '../clock/poll.ts';
import { systemClock } from '../clock/system-clock.ts';
import type { MetricProfile } from '../metric/profile.ts';
import { scrapedPodLabels } from '../metric/profile.ts';
import type { GpuSample } from '../sample/observation.ts';
import { type Finished, newestRun, type Program, ROOT, recordOf } from './program.fixture.ts';

const SCENARIO = join(ROOT, 'fixtures/scenarios/metric-profile.yaml');
const PROMETHEUS = 'http://prometheus.gpu-monitoring.svc:9090';
const HOLDER = { name: 'gpu-holder', namespace: 'gpu-holder' };

/** One check of a preflight, as its JSON has it. */
interface SeenCheck {
  readonly id: string;
  readonly status: string;
  readonly dooms: boolean;
  readonly seen: string;
  readonly fix: string;
}

/**
 * Runs the scenario with a profile on the lab, and looks whether what was measured is that exporter's. A run that is
 * inconclusive says that the machine was too busy to look, and nothing of the profile: there is one more.
 */
export async function passesWith(program: Program, profile: MetricProfile): Promise<void> {
  const args = ['run', SCENARIO, '--metric', profile.name, '--keep', '--reports', program.reports];
  const run = () => program.run(args, { timeoutMs: 240_000 });
  const first = await run();
  const { exitCode, stderr, stdout } = first.exitCode === 3 ? await run() : first;
  expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
  const { observations } = recordOf(newestRun(program, 'metric-profile'));
  const samples = observations.filter((seen): seen is GpuSample => seen.kind === 'gpu');
  const scraped = samples.filter((seen) => seen.source === 'prometheus');
  const { pod } = scrapedPodLabels(profile, profile.honorLabels);
  expect(scraped.length).toBeGreaterThan(10);
  expect(new Set(scraped.map(({ metric }) => metric))).toEqual(new Set([profile.series]));
  expect(scraped.every(({ labels }) => labels[pod]?.startsWith('fast-style-transfer-serving-'))).toBe(true);
  const sources = new Set(samples.map(({ source }) => source));
  expect(sources).toEqual(new Set(['device', 'exporter', 'prometheus']));
}

/** Puts a pod on a GPU and waits until the exporter has named it for so long that the adapter must have listed it. */
export async function holdGpu(program: Program, profile: MetricProfile): Promise<void> {
  const file = join(program.reports, 'gpu-holder.yaml');
  writeFileSync(file, holderManifest(profile.resource));
  expect((await kubectl(program, 'apply', '-f', file)).exitCode).toBe(0);
  const { namespace, name } = HOLDER;
  const waited = await kubectl(
    program,
    'rollout',
    'status',
    '-n',
    namespace,
    `deployment/${name}`,
    '--timeout=30s',
  );
  expect(waited.exitCode, waited.stderr).toBe(0);
  await listedAs(program, profile, 'ok');
}

/** Waits until the preflight says so of the metric of the pod that holds a GPU; the exporter, the scrape and the list take their time. */
export async function listedAs(
  program: Program,
  profile: MetricProfile,
  status: 'ok' | 'missing',
): Promise<SeenCheck> {
  const found = await pollUntil<SeenCheck>(
    systemClock,
    60_000,
    async () => {
      const { checks, stderr } = await preflight(program, profile.name);
      const one = checks.find(({ id }) => id === 'metric-of-pods');
      if (one?.status === status) return { value: one };
      return { seen: one === undefined ? stderr : JSON.stringify(one) };
    },
    { intervalsMs: [1000] },
  );
  if (!found.done) throw new Error(`metric-of-pods never was ${status}: ${found.lastSeen}`);
  return found.value;
}

/** Removes that pod, and waits until its GPU is free for the next resource. */
export async function releaseGpu(program: Program): Promise<void> {
  await kubectl(program, 'delete', 'namespace', HOLDER.namespace, '--timeout=30s');
}

/** A preflight of the scenario on the lab as on any cluster. */
export async function preflight(
  program: Program,
  metric: string,
): Promise<{ readonly checks: readonly SeenCheck[]; readonly stderr: string; readonly exitCode: number }> {
  const kubeconfig = (await program.run(['lab', 'kubeconfig'])).stdout.trim();
  const status = JSON.parse((await program.run(['lab', 'status', '-o', 'json'])).stdout);
  const access = ['--kubeconfig', kubeconfig, '--context', 'scaleproof-lab'];
  const args = ['preflight', SCENARIO, '--metric', metric, ...access];
  const { stdout, stderr, exitCode } = await program.run([
    ...args,
    ...['--prometheus', PROMETHEUS, '--proxy', status.lab.proxyUrl, '-o', 'json'],
  ]);
  const checks = stdout.trim() === '' ? [] : (JSON.parse(stdout).checks as readonly SeenCheck[]);
  return { checks, stderr, exitCode };
}

/** kubectl on the lab. */
export function kubectl(program: Program, ...args: readonly string[]): Promise<Finished> {
  return program.run(['lab', 'kubectl', '--', ...args], { timeoutMs: 60_000 });
}

function holderManifest(resource: string): string {
  const labels = { app: HOLDER.name };
  const container = {
    name: 'holder',
    image: 'scaleproof/fast-style-transfer-serving:1.0.0',
    ports: [{ containerPort: 5000 }],
    resources: { limits: { [resource]: '1' } },
    readinessProbe: { httpGet: { path: '/readyz', port: 5000 }, periodSeconds: 1 },
  };
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: HOLDER.namespace } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: HOLDER,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { terminationGracePeriodSeconds: 1, containers: [container] },
        },
      },
    },
  ];
  return objects.map((object) => stringify(object)).join('---\n');
}
