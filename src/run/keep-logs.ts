import { join } from 'node:path';
import { errorText } from '../errors/scaleproof-error.ts';
import type { Files } from '../host/host.ts';
import type { Target } from '../target/target.ts';

/** What is kept of one log: its end, in characters. */
const KEPT = 500_000;

/**
 * Copies the logs of a target's components into `logs/` of the run's folder, the end of each.
 * Returns what could not be kept, a line each: a run is not lost for a log.
 */
export async function keepLogs(
  files: Pick<Files, 'readText' | 'writeText'>,
  folder: string,
  target: Pick<Target, 'logs'>,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [name, path] of await target.logs()) {
    try {
      const text = await files.readText(path);
      if (text === '') continue;
      await files.writeText(join(folder, 'logs', `${name.replaceAll('/', '_')}.log`), text.slice(-KEPT));
    } catch (error) {
      problems.push(`log of ${name}: ${errorText(error)}`);
    }
  }
  return problems;
}
