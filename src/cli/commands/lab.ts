import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { findLab } from '../../lab/find-lab.ts';
import { type LabProgress, labUp } from '../../lab/lab.ts';
import { labDown } from '../../lab/lab-down.ts';
import { labLogs, labStatus, listLogs } from '../../lab/lab-status.ts';
import type { RunningLab } from '../../lab/running-lab.ts';
import { buildToolchain } from '../../lab/toolchain/toolchain.ts';
import { profileOf } from '../../metric/catalogue.ts';
import { PROFILES } from '../../plan/timing.ts';
import { runAttached } from '../../process/attached.ts';
import { DEFAULT_METRIC, DEFAULT_PIPELINE } from '../../scenario/defaults.ts';
import { raisePipeline } from '../../target/raise-pipeline.ts';
import { formatDuration } from '../../units/duration.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import { labFolders } from '../lab-folders.ts';
import { describeLabProgress } from '../terminal/lab-progress.ts';
import { withCluster } from '../with-cluster.ts';

/** `lab build`: builds what is missing of the toolchain. */
export async function labBuild(context: CommandContext): Promise<number> {
  const { host, clock } = context;
  const startedAt = clock.now();
  const toolchain = await buildToolchain({
    platform: host.platform,
    cpus: host.cpus,
    files: host.files,
    clock,
    signal: host.interrupted,
    cacheFolder: labFolders(host).cacheFolder,
    searchPath: host.env.PATH ?? '',
    onProgress: (progress) => host.stderr.write(`${describeLabProgress({ kind: 'toolchain', progress })}\n`),
  });
  for (const [name, path] of Object.entries(toolchain.binaries)) host.stdout.write(`${name}\t${path}\n`);
  host.stderr.write(`toolchain ready in ${formatDuration(clock.now() - startedAt)}\n`);
  return EXIT.passed;
}

/** `lab up`: control plane, GPU nodes and, unless it is to be bare, the metrics pipeline. */
export async function labUpCommand(
  context: CommandContext,
  argv: {
    readonly profile: RunningLab['profile'];
    readonly nodes: number;
    readonly gpus: number;
    readonly bare: boolean;
  },
): Promise<number> {
  const { host, clock } = context;
  const startedAt = clock.now();
  const tell = (text: string) => host.stderr.write(`${text}\n`);
  const lab = await labUp({
    profile: argv.profile,
    gpuNodes: { count: argv.nodes, gpusPerNode: argv.gpus },
    ...labFolders(host),
    host,
    clock,
    signal: host.interrupted,
    onProgress: (told: LabProgress) => tell(describeLabProgress(told)),
  });
  if (!argv.bare) await putPipeline(context, lab, tell);
  tell(`lab ready in ${formatDuration(clock.now() - startedAt)}; export KUBECONFIG=${lab.kubeconfig}`);
  return EXIT.passed;
}

async function putPipeline(
  { host, clock }: CommandContext,
  lab: RunningLab,
  tell: (text: string) => void,
): Promise<void> {
  await withCluster(lab, async (connection) => {
    const parts = {
      pipeline: DEFAULT_PIPELINE,
      profile: profileOf('dcgm'),
      metricName: DEFAULT_METRIC,
      timing: PROFILES[lab.profile],
    };
    await raisePipeline({ connection, parts, clock, signal: host.interrupted, tell });
  });
}

/** `lab down`. */
export async function labDownCommand(context: CommandContext): Promise<number> {
  return takeLabDown(context);
}

/** Takes the lab down, whatever is left of it, and says whether there was one. */
export async function takeLabDown({ host, clock }: CommandContext): Promise<number> {
  const { wasRunning } = await labDown({ folder: labFolders(host).folder, clock });
  host.stderr.write(wasRunning ? 'the lab is down\n' : 'no lab was running; nothing is left of one\n');
  return EXIT.passed;
}

/** `lab status`: exit code 4 when no lab runs. */
export async function labStatusCommand(
  { host }: CommandContext,
  argv: { readonly output: 'text' | 'json' },
): Promise<number> {
  const status = await labStatus(labFolders(host));
  if (argv.output === 'json') host.stdout.write(`${JSON.stringify(status ?? null, null, 2)}\n`);
  if (status === undefined) {
    host.stderr.write('no lab is running\n');
    return EXIT.target;
  }
  if (argv.output === 'text') host.stdout.write(statusText(status));
  return EXIT.passed;
}

/** `lab logs`: the log of one component, or the names of all. */
export async function labLogsCommand(
  { host }: CommandContext,
  argv: { readonly component?: string | undefined },
): Promise<number> {
  const { folder } = labFolders(host);
  if (argv.component === undefined) {
    for (const name of (await listLogs(folder)).keys()) host.stdout.write(`${name}\n`);
  } else {
    host.stdout.write(await labLogs({ folder, component: argv.component }));
  }
  return EXIT.passed;
}

/** `lab kubeconfig`: the path, for `export KUBECONFIG=$(scaleproof lab kubeconfig)`. */
export async function labKubeconfig(context: CommandContext): Promise<number> {
  context.host.stdout.write(`${(await requireLab(context)).kubeconfig}\n`);
  return EXIT.passed;
}

/** `lab kubectl -- ...`: the lab's own kubectl; its exit code is ours. */
export async function labKubectl(context: CommandContext): Promise<number> {
  const lab = await requireLab(context);
  const { argv } = context.host;
  const given = argv.slice(argv.indexOf('kubectl') + 1);
  const args = given[0] === '--' ? given.slice(1) : given;
  return runAttached(lab.binaries.kubectl ?? 'kubectl', [`--kubeconfig=${lab.kubeconfig}`, ...args]);
}

async function requireLab({ host }: CommandContext): Promise<RunningLab> {
  const lab = await findLab(labFolders(host));
  if (lab !== undefined) return lab;
  throw new ScaleproofError('target-unavailable', 'no lab is running', {
    hint: 'Start one: scaleproof lab up',
  });
}

function statusText({ lab, components }: NonNullable<Awaited<ReturnType<typeof labStatus>>>): string {
  const rows = [
    ['profile', lab.profile],
    ['since', lab.startedAt],
    ['nodes', `${lab.gpuNodes.count} of ${lab.gpuNodes.gpusPerNode} GPUs`],
    ['kubeconfig', lab.kubeconfig],
    ['context', lab.context],
    ['proxy', lab.proxyUrl],
    ...components.map((c) => [c.name, `pid ${c.pid}, ${(c.memoryBytes / 2 ** 20).toFixed(0)} MiB`]),
    ...Object.entries(lab.versions).map(([name, version]) => [`version of ${name}`, version]),
  ];
  return rows.map(([name = '', value = '']) => `${name.padEnd(28)}${value}\n`).join('');
}
