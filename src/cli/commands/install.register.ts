import type { Registration } from '../command.ts';
import { CLUSTER_OPTIONS, PIPELINE_OPTIONS, piecesPositional } from '../pipeline-options.ts';

const OUTPUT = {
  output: { alias: 'o', choices: ['text', 'json'] as const, default: 'text' as const },
} as const;
const YES = {
  yes: { type: 'boolean', default: false, describe: 'Go on although its name looks like production' },
} as const;

/** Registers `install`, `uninstall` and `status`, the metrics pipeline of a cluster that lacks it. */
export function registerInstall({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'install [pieces..]',
    'Put the metrics pipeline on a cluster that lacks it, and wait until the API server gives a value',
    (y) =>
      piecesPositional(y, 'What to install')
        .options({ ...PIPELINE_OPTIONS, ...CLUSTER_OPTIONS, ...YES, ...OUTPUT })
        .options({
          profile: {
            choices: ['compressed', 'realtime'] as const,
            describe: 'Intervals: of a stock cluster, or of the lab; realtime by default',
          },
          prometheus: {
            type: 'string',
            describe: 'Adapter: Prometheus that it reads, as pods reach it; ours by default',
          },
          'dry-run': {
            type: 'boolean',
            default: false,
            describe: 'Show what would change, and change nothing',
          },
          force: {
            type: 'boolean',
            default: false,
            describe: 'Take over fields that others own, and say which',
          },
          rotate: {
            type: 'boolean',
            default: false,
            describe: 'Make a new certificate although the old is good',
          },
          probe: {
            type: 'boolean',
            default: true,
            describe: 'Let a pod of ours hold a GPU for a moment where no other does',
          },
          timeout: { type: 'string', default: '5m', describe: 'How long to wait for pods and the value' },
        })
        .example('$0 install --kubeconfig F --context C', 'exporter, Prometheus and adapter')
        .example(
          '$0 install adapter -n metrics --prometheus http://prometheus.monitoring.svc:9090 ...',
          'the adapter alone',
        )
        .example('$0 install adapter --dry-run ...', 'what would change, line by line')
        .example('$0 install adapter --rotate ...', 'a new certificate, without a gap'),
    (argv) => chosen(import('./install.ts').then(({ install }) => install(context, argv))),
  );
  yargs.command(
    'uninstall [pieces..]',
    'Remove what install put up, and nothing else',
    (y) =>
      piecesPositional(y, 'What to remove')
        .options({ ...PIPELINE_OPTIONS, ...CLUSTER_OPTIONS, ...YES, ...OUTPUT })
        .options({
          'dry-run': {
            type: 'boolean',
            default: false,
            describe: 'Say what would be removed and what left, and remove nothing',
          },
        })
        .example('$0 uninstall --dry-run --kubeconfig F --context C', 'what would go, and what would stay')
        .example('$0 uninstall --kubeconfig F --context C', 'everything but dashboards')
        .example('$0 uninstall dashboards --kubeconfig F --context C', 'the dashboards alone'),
    (argv) => chosen(import('./uninstall.ts').then(({ uninstall }) => uninstall(context, argv))),
  );
  yargs.command(
    'status',
    'Look at the metrics pipeline of a cluster hop by hop, its certificate and the HPA controller',
    (y) =>
      y
        .options({ ...PIPELINE_OPTIONS, ...CLUSTER_OPTIONS, ...OUTPUT })
        .options({
          run: {
            type: 'string',
            array: true,
            default: [] as string[],
            describe: 'Recorded run to infer sync period and down-scale window from',
          },
        })
        .example('$0 status --kubeconfig F --context C', 'exit code 4 when a hop is broken')
        .example('$0 status --run reports/NAME/RUN-ID ...', 'where the controller manager cannot be seen'),
    (argv) => chosen(import('./status.ts').then(({ status }) => status(context, argv))),
  );
}
