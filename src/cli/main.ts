import yargs from 'yargs';
import packageJson from '../../package.json' with { type: 'json' };
import { systemClock } from '../clock/system-clock.ts';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import { systemHost } from '../host/system-host.ts';
import type { Registration } from './command.ts';
import { registerClean } from './commands/clean.register.ts';
import { registerHpa } from './commands/hpa.register.ts';
import { registerLab } from './commands/lab.register.ts';
import { registerPreflight } from './commands/preflight.register.ts';
import { registerRecords } from './commands/records.register.ts';
import { registerRun } from './commands/run.register.ts';
import { registerScenarios } from './commands/scenarios.register.ts';
import { EXIT, exitCodeOfError } from './exit-code.ts';

/** Runs the program on the real machine and sets the exit code of the process. */
export async function main(): Promise<void> {
  const host = systemHost();
  const exitCode = await runProgram(host);
  // A kept-alive socket must not hold a finished program; output has been handed over by then.
  process.exitCode = exitCode;
  setTimeout(() => process.exit(exitCode), 500).unref();
}

async function runProgram(host: Host): Promise<number> {
  let exitCode: Promise<number> | undefined;
  const parser = yargs([...host.argv])
    .scriptName('scaleproof')
    .usage(
      '$0 <command>\n\nProves that load scales a GPU service out on Kubernetes, and that its end scales it in.',
    )
    .version(packageJson.version)
    .strict()
    .demandCommand(1, 'Say which command to run.')
    .recommendCommands()
    .wrap(Math.min(110, host.stdout.columns))
    .help()
    .alias('h', 'help')
    .example('$0 run scenarios/fast-style-transfer.yaml', 'run a scenario on the lab')
    .example('$0 run FILE --dry-run', 'show objects, stages and bounds, touch nothing')
    .example('$0 verify reports/NAME/RUN-ID', 'judge a recorded run again')
    .epilogue(
      'Exit codes: 0 passed, 1 failed, 2 usage, 3 inconclusive, 4 target unavailable, 130 interrupted.',
    )
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new ScaleproofError('usage', message, { hint: 'scaleproof --help' });
    });
  const registration: Registration = {
    yargs: parser,
    context: { host, clock: systemClock },
    chosen: (code) => {
      exitCode = code;
    },
  };
  for (const register of [
    registerRun,
    registerScenarios,
    registerRecords,
    registerLab,
    registerPreflight,
    registerClean,
    registerHpa,
  ])
    register(registration);
  try {
    await parser.parseAsync();
    return (await exitCode) ?? EXIT.passed;
  } catch (error) {
    return report(host, error);
  }
}

function report(host: Host, error: unknown): number {
  if (host.interrupted.aborted) {
    host.stderr.write(`scaleproof: ${errorText(host.interrupted.reason)}\n`);
    return EXIT.interrupted;
  }
  if (error instanceof ScaleproofError) {
    host.stderr.write(`scaleproof: ${error.message}\n${error.hint ? `Hint: ${error.hint}\n` : ''}`);
    return exitCodeOfError(error);
  }
  // yargs has its own error type for some bad arguments; all else is unforeseen and shows where it came from.
  if (error instanceof Error && error.name === 'YError') {
    host.stderr.write(`scaleproof: ${error.message}\nHint: scaleproof --help\n`);
    return EXIT.usage;
  }
  host.stderr.write(`scaleproof: ${errorText(error)}\n${error instanceof Error ? `${error.stack}\n` : ''}`);
  return exitCodeOfError(error);
}
