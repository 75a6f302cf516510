import type { Registration } from '../command.ts';

/** Registers `clean`. */
export function registerClean({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'clean',
    'Remove what a killed run left: a lab, its processes, objects on a cluster',
    (y) =>
      y
        .option('run', { type: 'string', describe: 'Only the objects of this run id' })
        .option('kubeconfig', {
          type: 'string',
          describe: 'Cluster to clean; without it the lab is taken down',
        })
        .option('context', { type: 'string', describe: 'Context of the kubeconfig, never guessed' })
        .example('$0 clean', 'take down a lab that a killed run left'),
    (argv) => chosen(import('./clean.ts').then(({ clean }) => clean(context, argv))),
  );
}
