import type { Registration } from '../command.ts';

/** Registers `hpa` and its subcommands, which read JSON lines on stdin. */
export function registerHpa({ yargs, context, chosen }: Registration): void {
  const hpa = () => import('./hpa.ts');
  yargs.command('hpa', 'The autoscaling/v2 arithmetic of Kubernetes v1.36.3', (y) =>
    y
      .command(
        'calc',
        'Replica calculator: one case a line in, one result a line out',
        (b) =>
          b.example(
            '$0 hpa calc < calc.jsonl',
            'a line that cannot be read gives {"line", "error"} and exit code 2',
          ),
        () => chosen(hpa().then(({ hpaCalc }) => hpaCalc(context))),
      )
      .command(
        'replay',
        'Controller: one trace with recorded inputs a line in, its timeline a line out',
        (b) =>
          b
            .option('memory', {
              type: 'boolean',
              default: false,
              describe: 'Print what the controller remembers after each sync',
            })
            .example('$0 hpa replay < loop.jsonl', 'what the HPA decides at each sync, and what it says'),
        (argv) => chosen(hpa().then(({ hpaReplay }) => hpaReplay(context, argv))),
      )
      .command(
        'explain [run]',
        'Say in words, with the arithmetic, what a sync decides and why',
        (b) =>
          b
            .positional('run', {
              type: 'string',
              describe:
                'Folder of a recorded run or its events.ndjson, or a file with what stdin takes; stdin without it',
            })
            .option('all', {
              type: 'boolean',
              default: false,
              describe: 'Of a run or trace: every sync, not only those that changed the size',
            })
            .option('at', {
              type: 'number',
              describe: 'Only the sync at or after so many seconds, from load start in a run',
            })
            .example('kubectl get hpa NAME -o yaml | $0 hpa explain', 'the next sync of a live HPA')
            .example('kubectl describe hpa NAME | $0 hpa explain', 'the same from what describe says')
            .example('$0 hpa explain RUN --at 12', 'the decision 12 s after load start of a recorded run')
            .example('$0 hpa explain < loop.jsonl', 'each change of size in recorded traces'),
        (argv) => chosen(import('./hpa-explain.ts').then(({ hpaExplain }) => hpaExplain(context, argv))),
      )
      .demandCommand(1, 'Say which: calc, replay or explain.'),
  );
}
