import type { Registration } from '../command.ts';
import { PROMETHEUS_OPTIONS } from '../prometheus-flags.ts';

/** Registers `conformance`. */
export function registerConformance({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'conformance [file]',
    'Run the HPA test plan of Kubernetes AI Conformance (KAR-0057) and write the evidence',
    (y) =>
      y
        .positional('file', {
          type: 'string',
          describe: 'Scenario file (YAML); scenarios/fast-style-transfer.yaml by default',
        })
        .options({
          from: {
            type: 'string',
            describe: 'Make the evidence of a recorded run instead: its folder or events.ndjson',
          },
          out: {
            type: 'string',
            describe: 'Folder for the evidence; conformance/ beside the record by default',
          },
          archive: { type: 'boolean', default: false, describe: 'Also write OUT.tar.gz' },
          emulated: {
            type: 'boolean',
            default: false,
            describe:
              'Write it although the accelerators are emulated: marked so, and no evidence for a product',
          },
          target: {
            choices: ['lab', 'cluster', 'twin'] as const,
            describe: 'Where to run; the scenario says by default',
          },
          keep: { type: 'boolean', default: false, describe: 'Leave a lab that this run started running' },
          seed: { type: 'number', describe: 'Seed for images and arrivals; the scenario says by default' },
          reports: { type: 'string', default: 'reports', describe: 'Folder for records and reports' },
          kubeconfig: { type: 'string', describe: 'Cluster: kubeconfig file' },
          context: { type: 'string', describe: 'Cluster: context, never guessed' },
          ...PROMETHEUS_OPTIONS,
          'service-url': {
            type: 'string',
            describe: 'Cluster: where load is sent; the Service DNS name by default',
          },
          proxy: { type: 'string', describe: 'Cluster: HTTP proxy that reaches Services and Prometheus' },
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
          output: { alias: 'o', choices: ['text', 'json'] as const, default: 'text' as const },
        })
        .conflicts('from', [
          'file',
          'target',
          'seed',
          'kubeconfig',
          'context',
          'prometheus',
          'service-url',
          'proxy',
        ])
        .example(
          '$0 conformance FILE --target cluster --kubeconfig F --context C --prometheus URL',
          'run and write',
        )
        .example('$0 conformance --from RUN --archive', 'evidence of a run that is on record')
        .example('$0 conformance --emulated', 'the whole thing on the lab, marked as emulated')
        .epilogue(
          'Exit codes: 0 the record proves every step, 1 it contradicts one, 3 it does not prove all.',
        ),
    (argv) => chosen(import('./conformance.ts').then(({ conformance }) => conformance(context, argv))),
  );
}
