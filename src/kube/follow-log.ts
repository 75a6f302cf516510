import type { Clock } from '../clock/clock.ts';
import type { KubeConnection } from './connection.ts';
import { makeLineSplitter } from './lines.ts';

/** One container of one pod. */
export interface LogRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Between two tries of a log that cannot be read yet, or has broken off; milliseconds. */
const AGAIN_MS = 250;
/** Longest time for a log that is read whole; milliseconds. */
const WHOLE_MS = 60_000;

/**
 * Follows the log of a container until `signal` aborts; each whole line goes to `onLine`. A log that breaks off is opened
 * anew and read from its start, so that the same line may come again. Never rejects: what cannot be read yet may be later.
 */
export async function followLog(
  connection: KubeConnection,
  clock: Clock,
  ref: LogRef,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const splitter = makeLineSplitter();
      const query = { container: ref.container, follow: true };
      for await (const chunk of await connection.stream(pathOf(ref), query, signal)) {
        for (const line of splitter.push(chunk)) onLine(line);
      }
    } catch {
      // Not started yet, or the connection broke: whoever follows has a deadline of his own.
    }
    // Rejects only when aborted, and then the loop ends.
    await clock.sleep(AGAIN_MS, signal).catch(() => undefined);
  }
}

/** Reads the whole log of a container that has ended; throws `KubeError` when it is not to be had. */
export async function readLog(connection: KubeConnection, ref: LogRef): Promise<readonly string[]> {
  const answer = await connection.request<unknown>('GET', pathOf(ref), {
    query: { container: ref.container },
    timeoutMs: WHOLE_MS,
  });
  return answer.text.split('\n').filter((line) => line !== '');
}

function pathOf({ namespace, pod }: LogRef): string {
  return `/api/v1/namespaces/${namespace}/pods/${pod}/log`;
}
