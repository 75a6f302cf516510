import { PROFILE_NAMES } from '../../metric/catalogue.ts';
import type { Registration } from '../command.ts';
import { PROMETHEUS_OPTIONS } from '../prometheus-flags.ts';

/** Registers `run`. */
export function registerRun({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'run <file>',
    'Run a scenario and judge it',
    (y) =>
      y
        .positional('file', {
          type: 'string',
          demandOption: true,
          describe: 'Scenario file (YAML), or - for what is piped in',
        })
        .options({
          target: {
            choices: ['lab', 'cluster', 'twin'] as const,
            describe: 'Where to run, twin in virtual time; the scenario says by default',
          },
          'dry-run': {
            type: 'boolean',
            default: false,
            describe: 'Print the plan and its bounds; touch nothing',
          },
          keep: { type: 'boolean', default: false, describe: 'Leave a lab that this run started running' },
          repeat: {
            type: 'number',
            default: 1,
            describe: 'Run so many times on one lab and say how steady each assertion is',
          },
          live: {
            type: 'number',
            describe: 'Serve a page on loopback that follows the run; --live=PORT for a port of your choice',
          },
          seed: { type: 'number', describe: 'Seed for images and arrivals; the scenario says by default' },
          reports: { type: 'string', default: 'reports', describe: 'Folder for records and reports' },
          reporter: {
            type: 'string',
            array: true,
            default: [] as string[],
            describe:
              'Extra report, name[=path]: json, junit, html, markdown, github, console, svg, png, allure',
          },
          output: {
            alias: 'o',
            choices: ['text', 'json'] as const,
            default: 'text' as const,
            describe: 'What stdout carries',
          },
          kubeconfig: { type: 'string', describe: 'Cluster: kubeconfig file' },
          context: { type: 'string', describe: 'Cluster: context, never guessed' },
          ...PROMETHEUS_OPTIONS,
          'service-url': {
            type: 'string',
            describe: 'Cluster: where load is sent; the Service DNS name by default',
          },
          proxy: { type: 'string', describe: 'Cluster: HTTP proxy that reaches Services and Prometheus' },
          metric: {
            choices: [...PROFILE_NAMES, 'auto'] as const,
            describe: 'Metric profile, over the scenario; auto finds out what a cluster has',
          },
          yes: {
            type: 'boolean',
            default: false,
            describe: 'Cluster: go on although its name looks like production',
          },
          ignore: {
            type: 'string',
            array: true,
            default: [] as string[],
            describe: 'Cluster: id of a preflight check that must not stop the run',
          },
        })
        .example('$0 run scenarios/fast-style-transfer.yaml', 'on the lab, started and taken down again')
        .example('$0 run scenarios/fast-style-transfer.yaml --keep', 'and keep the lab for the next run')
        .example('$0 run FILE --repeat 5', 'five runs, none tried again: the worst one is the exit code')
        .example('$0 run FILE --live', 'and follow the run in a browser: its page becomes the report')
        .example('$0 run FILE --reporter github', 'and annotate a GitHub step (automatic on GitHub)')
        .example(
          '$0 run FILE --target cluster --kubeconfig F --context C --prometheus service:monitoring/prometheus:9090',
          'on your own cluster, Prometheus through its API server',
        )
        .example('$0 run FILE --metric amd', 'on the lab with the exporter of AMD, its labels and its rule'),
    (argv) => chosen(import('./run.ts').then(({ run }) => run(context, argv))),
  );
}
