import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Host } from '../host/host.ts';
import { isReaderGone } from '../host/reader-gone.ts';
import { parseExactJson, stringifyExactJson } from '../hpa/wire/exact-json.ts';
import { EXIT } from '../verdict/exit-code.ts';

/**
 * Answers each line of stdin with one line on stdout, in order and in constant memory. Empty lines and those that start
 * with `#` are skipped; one that cannot be answered gives `{"line": N, "error": "..."}` in its place and exit code 2.
 */
export async function answerLines(
  { stdin, stdout }: Pick<Host, 'stdin' | 'stdout'>,
  answer: (line: unknown) => unknown,
): Promise<number> {
  let faults = 0;
  let number = 0;
  for await (const lines of linesIn(stdin)) {
    const answers: string[] = [];
    for (const line of lines) {
      number++;
      const text = line.trim();
      if (text === '' || text.startsWith('#')) continue;
      try {
        answers.push(`${stringifyExactJson(answer(parse(text)))}\n`);
      } catch (error) {
        faults++;
        answers.push(`${JSON.stringify({ line: number, error: errorText(error) })}\n`);
      }
    }
    stdout.write(answers.join(''));
    if (!(await isTaken(stdout))) return EXIT.interrupted;
  }
  return faults === 0 ? EXIT.passed : EXIT.usage;
}

/** Waits for the reader, so that a slow one slows the work down instead of filling the memory; false when it has gone. */
async function isTaken(stdout: Host['stdout']): Promise<boolean> {
  try {
    await stdout.drained();
    return true;
  } catch (error) {
    if (isReaderGone(error)) return false;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw new ScaleproofError('usage', `not JSON: ${errorText(error)}`, { cause: error });
  }
}

/** The whole lines of each piece; the last line need not be ended. */
async function* linesIn(pieces: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let rest: string[] = [];
  for await (const piece of pieces) {
    const end = piece.lastIndexOf('\n');
    if (end < 0) {
      rest.push(piece);
      continue;
    }
    yield `${rest.join('')}${piece.slice(0, end)}`.split('\n');
    rest = [piece.slice(end + 1)];
  }
  const last = rest.join('');
  if (last !== '') yield [last];
}
