import type { Registration } from '../command.ts';

/** Registers `validate` and `schema`. */
export function registerScenarios({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'validate <files..>',
    'Check scenario files and report every fault at once',
    (y) =>
      y
        .positional('files', {
          type: 'string',
          array: true,
          demandOption: true,
          describe: 'Scenario files, or - for what is piped in',
        })
        .option('output', { alias: 'o', choices: ['text', 'json'] as const, default: 'text' as const })
        .example('$0 validate scenarios/*.yaml', 'check all shipped scenarios'),
    (argv) => chosen(import('./validate.ts').then(({ validate }) => validate(context, argv))),
  );
  yargs.command(
    'schema',
    'Print the JSON Schema of scenario files',
    (y) => y.example('$0 schema > scenario.schema.json', 'for your editor'),
    () => chosen(import('./validate.ts').then(({ printSchema }) => printSchema(context))),
  );
}
