import type { Registration } from '../command.ts';

/** Registers `init`. */
export function registerInit({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'init [file]',
    'Write a commented first scenario',
    (y) =>
      y
        .positional('file', {
          type: 'string',
          default: 'scenarios/first-run.yaml',
          describe: 'File to write; its name is the name of the scenario',
        })
        .options({
          target: { choices: ['lab', 'cluster', 'twin'] as const, describe: 'Where it will run' },
          rate: { type: 'number', describe: 'Images a second at the peak' },
          min: { type: 'number', describe: 'Fewest replicas' },
          max: { type: 'number', describe: 'Most replicas' },
          metric: { type: 'string', describe: 'Pods metric of the HPA' },
          'average-value': { type: 'string', describe: 'Target of that metric per pod' },
          image: { type: 'string', describe: 'Image of the serving container, for a cluster' },
          'from-cluster': {
            type: 'boolean',
            default: false,
            describe: 'Take it from a live HPA, its Deployment and its Service; changes nothing there',
          },
          kubeconfig: { type: 'string', describe: 'kubeconfig file' },
          context: { type: 'string', describe: 'Context, never guessed' },
          namespace: { alias: 'n', type: 'string', describe: 'Namespace of the workload' },
          hpa: { type: 'string', describe: 'Name of the live HPA' },
          service: { type: 'string', describe: 'Service that takes the load, where several select the pods' },
          openapi: {
            type: 'string',
            describe: 'OpenAPI document of your service (YAML or JSON); the load sends what it describes',
          },
          operation: {
            type: 'string',
            describe: "Its operation, by operationId or as 'POST /path'; needed where several take an image",
          },
          param: {
            type: 'string',
            array: true,
            nargs: 1,
            describe: 'name=value for its parameters and members; the document says the rest',
          },
          force: { type: 'boolean', default: false, describe: 'Write over a file that is there' },
        })
        .example('$0 init', 'asks on a terminal; the defaults elsewhere')
        .example('$0 init scenarios/peak.yaml --rate 12 --max 8', 'from flags')
        .example(
          '$0 init scenarios/painter.yaml --from-cluster --kubeconfig F --context C -n vision --hpa painter',
          'from what stands on a cluster',
        )
        .example(
          '$0 init scenarios/mine.yaml --openapi api.yaml --operation paint --param model=udnie --image registry/painter:1',
          'load for a service of your own',
        ),
    (argv) => chosen(import('./init.ts').then(({ init }) => init(context, argv))),
  );
}
