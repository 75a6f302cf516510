import type { ChildExit } from '../process/child.ts';

/** What k6 means by its exit codes (v2). */
const MEANINGS: Readonly<Record<number, string>> = {
  99: 'a threshold was crossed',
  100: 'setup took too long',
  101: 'teardown took too long',
  102: 'it ran out of time',
  103: 'it was stopped through its API',
  104: 'its configuration is not valid',
  105: 'it was told to stop',
  106: 'its API could not be started',
  107: 'its script threw an exception',
  108: 'its script aborted the test',
  109: 'it panicked',
  110: 'the test was marked as failed',
};

/** Says how k6 ended when it did not end in order; `undefined` for exit code 0. */
export function describeK6Exit(exit: ChildExit, lastLine: string): string | undefined {
  if (exit.code === 0) return undefined;
  const said = lastLine === '' ? '' : `; it last said: ${lastLine}`;
  if (exit.startError !== undefined) return `k6 could not be started: ${exit.startError}`;
  if (exit.signal !== undefined) return `k6 was killed by ${exit.signal}${said}`;
  const meaning = MEANINGS[exit.code ?? -1] ?? 'unknown';
  return `k6 ended with exit code ${exit.code} (${meaning})${said}`;
}
