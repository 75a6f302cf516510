import { DEFAULT_GPU_NODES } from '../../scenario/gpu-nodes.ts';
import type { Registration } from '../command.ts';

/** Registers `lab` and its subcommands. */
export function registerLab({ yargs, context, chosen }: Registration): void {
  const lab = () => import('./lab.ts');
  yargs.command('lab', 'A real control plane with emulated GPUs on this machine', (y) =>
    y
      .command(
        'build',
        'Build the toolchain that is missing (minutes when cold)',
        (b) => b,
        () => chosen(lab().then(({ labBuild }) => labBuild(context))),
      )
      .command(
        'up',
        'Start the lab with the metrics pipeline on it',
        (b) =>
          b
            .option('profile', {
              choices: ['compressed', 'realtime'] as const,
              default: 'compressed' as const,
            })
            .option('nodes', { type: 'number', default: DEFAULT_GPU_NODES.count, describe: 'GPU nodes' })
            .option('gpus', {
              type: 'number',
              default: DEFAULT_GPU_NODES.gpusPerNode,
              describe: 'GPUs on each node',
            })
            .option('bare', {
              type: 'boolean',
              default: false,
              describe: 'Without the metrics pipeline, as a cluster that lacks it',
            }),
        (argv) => chosen(lab().then(({ labUpCommand }) => labUpCommand(context, argv))),
      )
      .command(
        'down',
        'Stop the lab and everything on it',
        (b) => b,
        () => chosen(lab().then(({ labDownCommand }) => labDownCommand(context))),
      )
      .command(
        'status',
        'Say whether a lab is running and where it can be reached',
        (b) =>
          b.option('output', { alias: 'o', choices: ['text', 'json'] as const, default: 'text' as const }),
        (argv) => chosen(lab().then(({ labStatusCommand }) => labStatusCommand(context, argv))),
      )
      .command(
        'logs [component]',
        'Print the log of a component; without a name, list them',
        (b) => b.positional('component', { type: 'string' }),
        (argv) => chosen(lab().then(({ labLogsCommand }) => labLogsCommand(context, argv))),
      )
      .command(
        'kubeconfig',
        'Print the path of the kubeconfig of the running lab',
        (b) => b,
        () => chosen(lab().then(({ labKubeconfig }) => labKubeconfig(context))),
      )
      .command(
        'kubectl',
        'Run kubectl against the lab: scaleproof lab kubectl -- get pods -A',
        (b) => b.strict(false),
        () => chosen(lab().then(({ labKubectl }) => labKubectl(context))),
      )
      .demandCommand(1, 'Say what to do with the lab.')
      .example('export KUBECONFIG=$($0 lab kubeconfig)', 'then kubectl works as usual'),
  );
}
