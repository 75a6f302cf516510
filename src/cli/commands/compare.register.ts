import type { Registration } from '../command.ts';

/** Registers `compare`. */
export function registerCompare({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'compare [runs..]',
    'Hold repeated runs of a candidate against those of a base',
    (y) =>
      y
        .positional('runs', {
          type: 'string',
          array: true,
          default: [] as string[],
          describe: 'BASE CANDIDATE: each a run, a folder of runs, or repeat-*.json of a series',
        })
        .options({
          base: {
            type: 'string',
            array: true,
            default: [] as string[],
            describe: 'Runs of the base, where there are several paths',
          },
          candidate: {
            type: 'string',
            array: true,
            default: [] as string[],
            describe: 'Runs of the candidate, where there are several paths',
          },
          output: {
            alias: 'o',
            choices: ['text', 'json', 'markdown'] as const,
            default: 'text' as const,
            describe: 'What stdout carries',
          },
        })
        .example('$0 compare main/NAME candidate/NAME', 'two folders of runs, say 5 each')
        .example('$0 compare --base RUN RUN RUN RUN --candidate RUN RUN RUN RUN', 'run by run')
        .example('$0 compare A B -o markdown >> "$GITHUB_STEP_SUMMARY"', 'for a pipeline')
        .epilogue(
          'Exit codes: 0 nothing worse beyond noise, 1 a regression, 2 not comparable, 3 too few runs or inconclusive ones.',
        ),
    (argv) => chosen(import('./compare.ts').then(({ compare }) => compare(context, argv))),
  );
}
