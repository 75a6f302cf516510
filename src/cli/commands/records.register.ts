import type { Registration } from '../command.ts';
import { PROMETHEUS_OPTIONS } from '../prometheus-flags.ts';
import { spareMemory } from '../spare-memory.ts';

const { prometheus: _, ...SHOWN } = PROMETHEUS_OPTIONS;
/** What is shown to a receiver, by the same flags as to a Prometheus that is asked. */
const RECEIVER_OPTIONS = Object.fromEntries(
  Object.entries(SHOWN).map(([name, option]) => [
    name,
    { ...option, describe: option.describe.replace(/^Cluster/, 'remote-write') },
  ]),
) as typeof SHOWN;

/** Registers `verify` and `report`, the commands that read a record. */
export function registerRecords({ yargs, context, chosen }: Registration): void {
  yargs.command(
    'verify <run>',
    'Judge a recorded run again',
    (y) =>
      y
        .positional('run', {
          type: 'string',
          demandOption: true,
          describe: 'Folder of a run, or its events.ndjson',
        })
        .option('assertions', {
          type: 'string',
          describe: 'Scenario file whose assertions are used instead of the recorded ones',
        })
        .option('output', { alias: 'o', choices: ['text', 'json'] as const, default: 'text' as const })
        .example(
          '$0 verify reports/fast-style-transfer/20261124-061500-a1b2',
          'exit code as of the live run',
        ),
    (argv) => chosen(load().then(({ verify }) => verify(context, argv))),
  );
  yargs.command(
    'report <run>',
    'Write reports of a recorded run',
    (y) =>
      y
        .positional('run', {
          type: 'string',
          demandOption: true,
          describe: 'Folder of a run, or its events.ndjson',
        })
        .option('as', {
          type: 'string',
          array: true,
          default: ['console'],
          describe:
            'console, json, junit, html, markdown, github, svg, png, allure, remote-write; name=path writes there',
        })
        .option('allure', {
          choices: [2, 3, 'none'] as const,
          describe:
            'Allure that makes the site of --as allure; 2 (Java) where there is Java, else 3; none: results only',
        })
        .option('to', {
          type: 'string',
          requiresArg: true,
          describe:
            'remote-write: the receiver; the root of a Prometheus, or the whole address of another one',
        })
        .options(RECEIVER_OPTIONS)
        .example('$0 report RUN --as html', 'write report.html beside the record')
        .example('$0 report RUN --as junit=gate.xml', 'write a file of your choice')
        .example('$0 report RUN --as png=run.png', 'one picture for a chat or a comment')
        .example('$0 report RUN --as allure', 'write allure-results, and the site with its history')
        .example('$0 report RUN --as remote-write --to http://127.0.0.1:9090', 'its series to a Prometheus'),
    (argv) => chosen(load().then(({ report }) => report(context, argv))),
  );
}

function load(): Promise<typeof import('./records.ts')> {
  spareMemory();
  return import('./records.ts');
}
