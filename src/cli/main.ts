import { systemClock } from '../clock/system-clock.ts';
import type { Host } from '../host/host.ts';
import { systemHost } from '../host/system-host.ts';
import { EXIT } from '../verdict/exit-code.ts';
import { makeParser } from './parser.ts';
import { tellError } from './tell-error.ts';

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
    const { text, exitCode: code } = tellError(error, host.interrupted);
    host.stderr.write(text);
    return code;
  }
}
