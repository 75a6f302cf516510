import { systemClock } from '../clock/system-clock.ts';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import { systemHost } from '../host/system-host.ts';
import { EXIT } from '../verdict/exit-code.ts';
import { exitCodeOfError } from './exit-code.ts';
import { makeParser } from './parser.ts';

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
  const parser = makeParser(host.argv, host.stdout.columns, {
    context: { host, clock: systemClock },
    chosen: (code) => {
      exitCode = code;
    },
  });
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
