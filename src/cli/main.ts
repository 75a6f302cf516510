import { systemClock } from '../clock/system-clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import { isReaderGone } from '../host/reader-gone.ts';
import { systemHost } from '../host/system-host.ts';
import { EXIT } from '../verdict/exit-code.ts';
import { makeParser } from './parser.ts';
import { endAtSecondInterrupt } from './second-interrupt.ts';
import { tellError } from './tell-error.ts';

/** Runs the program on the real machine and sets the exit code of the process. */
export async function main(): Promise<void> {
  const host = systemHost();
  // Node's own exit code for what nobody caught is 1, which here says that a verdict was reached: failed.
  process.on('uncaughtException', (error) => process.exit(tell(host, error)));
  endAtSecondInterrupt(host.stderr);
  const exitCode = await handOver(host, await runProgram(host));
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
    return tell(host, error);
  }
}

function tell(host: Host, error: unknown): number {
  const { text, exitCode } = tellError(error, host.interrupted);
  host.stderr.write(text);
  return exitCode;
}

/** A reader that has seen enough changes no verdict; data that was lost is not passed off as data. */
async function handOver({ stdout, stderr }: Host, exitCode: number): Promise<number> {
  try {
    await stdout.drained();
    return exitCode;
  } catch (error) {
    if (isReaderGone(error)) return exitCode;
    stderr.write(`scaleproof: stdout was not written: ${errorText(error)}\n`);
    return exitCode === EXIT.passed ? EXIT.target : exitCode;
  }
}
