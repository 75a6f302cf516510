import type { Registration } from '../command.ts';

/** Registers `clean`. */
export function registerClean({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'clean',
    'Remove what a killed run left: a lab, its processes, objects on a cluster',
    (y) =>
      y
        .option('run', { type: 'string', describe: 'Cluster: the run whose objects are removed' })
        .option('all', {
          type: 'boolean',
          default: false,
          describe: 'Cluster: every run, also one that is still on',
        })
        .option('kubeconfig', {
          type: 'string',
          describe: 'Cluster to clean; without it the lab is taken down',
        })
        .option('namespace', {
          alias: 'n',
          type: 'string',
          describe: 'Cluster: where to look; all namespaces by default, which you must be allowed to list',
        })
        .option('context', { type: 'string', describe: 'Context of the kubeconfig, never guessed' })
        .example('$0 clean', 'take down a lab that a killed run left')
        .example('$0 clean --kubeconfig F --context C', 'list the runs that have objects on a cluster')
        .example('$0 clean --kubeconfig F --context C --run ID', 'remove those of one run'),
    (argv) => chosen(import('./clean.ts').then(({ clean }) => clean(context, argv))),
  );
}
