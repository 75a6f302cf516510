import yargs, { type Argv } from 'yargs';
import packageJson from '../../package.json' with { type: 'json' };
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Registration } from './command.ts';
import { registerAudit } from './commands/audit.register.ts';
import { registerClean } from './commands/clean.register.ts';
import { registerCompare } from './commands/compare.register.ts';
import { registerConformance } from './commands/conformance.register.ts';
import { registerHpa } from './commands/hpa.register.ts';
import { registerInit } from './commands/init.register.ts';
import { registerInstall } from './commands/install.register.ts';
import { registerLab } from './commands/lab.register.ts';
import { registerPreflight } from './commands/preflight.register.ts';
import { registerRecords } from './commands/records.register.ts';
import { registerRun } from './commands/run.register.ts';
import { registerScenarios } from './commands/scenarios.register.ts';
import { STDIN } from './read-input.ts';
import { type KnownArguments, refuseValues } from './refuse-values.ts';

/** The command line with every command registered; nothing runs before it parses. */
export function makeParser(
  argv: readonly string[],
  columns: number,
  registration: Omit<Registration, 'yargs'>,
): Argv {
  const words = argv.map((word, at) => plainWord(word, argv.slice(0, at).includes('--')));
  const parser = yargs(words)
    .scriptName('scaleproof')
    .usage(
      '$0 <command>\n\nProves that load scales a GPU service out on Kubernetes, and that its end scales it in.',
    )
    .version(packageJson.version)
    .strict()
    .demandCommand(1, 'Say which command to run.')
    .recommendCommands()
    .wrap(Math.min(110, columns))
    .help()
    .alias('h', 'help')
    .example('$0 run scenarios/fast-style-transfer.yaml', 'run a scenario on the lab')
    .example('$0 run FILE --dry-run', 'show objects, stages and bounds, touch nothing')
    .example('$0 verify reports/NAME/RUN-ID', 'judge a recorded run again')
    .example('$0 run FILE --repeat 5', 'say how steady each assertion is')
    .example('$0 compare BASE CANDIDATE', 'hold repeated runs against others')
    .epilogue(
      'Exit codes: 0 passed, 1 failed, 2 usage, 3 inconclusive, 4 target unavailable, 130 interrupted.',
    )
    .check((given, known) => refuseValues(given, known as unknown as KnownArguments, words), true)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new ScaleproofError('usage', message, { hint: 'scaleproof --help' });
    });
  for (const register of [
    registerRun,
    registerInit,
    registerScenarios,
    registerRecords,
    registerCompare,
    registerLab,
    registerPreflight,
    registerInstall,
    registerClean,
    registerHpa,
    registerAudit,
    registerConformance,
  ])
    register({ ...registration, yargs: parser });
  return parser;
}

/** What yargs would misread: the file after a bare `--live` as its value, and `-` as nothing at all. */
function plainWord(word: string, isPassedOn: boolean): string {
  if (isPassedOn) return word;
  return word === '--live' ? '--live=0' : word === '-' ? STDIN : word;
}
