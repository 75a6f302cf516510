import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { visibleText } from '../report/visible-text.ts';
import { EXIT } from '../verdict/exit-code.ts';
import { exitCodeOfError } from './exit-code.ts';

/**
 * What the program says of the error that ended it, and its exit code. Errors quote records, clusters and files that
 * others wrote, so nothing in them may reach the terminal as a command to it.
 */
export function tellError(
  error: unknown,
  interrupted: AbortSignal,
): { readonly text: string; readonly exitCode: number } {
  const told = (lines: readonly (string | undefined)[], exitCode: number) => ({
    text: `scaleproof: ${lines
      .filter((line) => line !== undefined)
      .map((line) => `${visibleText(line.trimEnd())}\n`)
      .join('')}`,
    exitCode,
  });
  if (interrupted.aborted) return told([errorText(interrupted.reason)], EXIT.interrupted);
  if (error instanceof ScaleproofError) {
    return told([error.message, error.hint && `Hint: ${error.hint}`], exitCodeOfError(error));
  }
  // yargs has its own error type for some bad arguments; all else is unforeseen and shows where it came from.
  if (error instanceof Error && error.name === 'YError') {
    return told([error.message, 'Hint: scaleproof --help'], EXIT.usage);
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return told([errorText(error), stack], exitCodeOfError(error));
}
