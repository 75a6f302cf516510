import type { Clock } from '../clock/clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import type { Instant } from '../units/instant.ts';
import type { ByteStream } from './connection.ts';
import type { KubeStatus } from './kube-error.ts';
import { makeLineSplitter } from './lines.ts';
import type { KubeObject } from './objects.ts';

/** How one watch connection ended. */
export interface StreamEnd {
  readonly reason: string;
  /** Whether everything up to the last version heard was understood, so that the next connection may resume from it. */
  readonly historyIntact: boolean;
  /** Until when it could be seen: the end of the connection, but the last thing understood where it went silent or wrong. */
  readonly heardAt: Instant;
  /** Events and bookmarks understood. */
  readonly lines: number;
  /** Given up because nothing was heard for the idle time. */
  readonly silent: boolean;
}

/** Who is told what a stream says. */
export interface StreamListener<T extends KubeObject> {
  onEvent(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T, receivedAt: Instant): void;
  /** After each event or bookmark: where a next connection may resume. */
  onVersion(version: string): void;
}

/** One line of a watch. */
type WatchLine<T extends KubeObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: T }
  | { readonly type: 'ERROR'; readonly object: KubeStatus };

/** Reads one watch connection to its end; throws only what the listener throws. Always leaves the connection closed. */
export async function followStream<T extends KubeObject>(
  clock: Clock,
  input: { readonly stream: ByteStream; readonly abort: AbortController; readonly idleMs: number },
  listener: StreamListener<T>,
): Promise<StreamEnd> {
  const life = { heardAt: clock.now(), understoodAt: clock.now(), lines: 0, silent: false };
  const watchdog = abortWhenSilent(clock, input, life);
  const splitter = makeLineSplitter();
  const chunks = input.stream[Symbol.asyncIterator]();
  const endAt = (reason: string, historyIntact: boolean, heardAt = clock.now()): StreamEnd => ({
    reason,
    historyIntact,
    heardAt,
    lines: life.lines,
    silent: life.silent,
  });
  try {
    for (;;) {
      const next = await readChunk(chunks);
      const receivedAt = clock.now();
      if ('broke' in next) {
        if (life.silent) return endAt(`nothing was heard for ${input.idleMs} ms`, true, life.heardAt);
        return endAt(`the watch connection broke: ${next.broke}`, true);
      }
      if (next.chunk === undefined) return endAt('the server closed the watch', true);
      life.heardAt = receivedAt;
      for (const text of splitter.push(next.chunk)) {
        const line = parseLine<T>(text);
        if ('problem' in line) return endAt(line.problem, false, life.understoodAt);
        tell(line, receivedAt, listener);
        life.lines++;
        life.understoodAt = receivedAt;
      }
    }
  } finally {
    input.abort.abort();
    await watchdog;
  }
}

function tell<T extends KubeObject>(
  line: { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; readonly object: T },
  receivedAt: Instant,
  listener: StreamListener<T>,
): void {
  if (line.type !== 'BOOKMARK') listener.onEvent(line.type, line.object, receivedAt);
  const version = line.object.metadata.resourceVersion;
  if (version !== undefined) listener.onVersion(version);
}

async function readChunk(
  chunks: AsyncIterator<Uint8Array>,
): Promise<{ readonly chunk: Uint8Array | undefined } | { readonly broke: string }> {
  try {
    const next = await chunks.next();
    return { chunk: next.done ? undefined : next.value };
  } catch (error) {
    return { broke: errorText(error) };
  }
}

/** A line that cannot be understood is a hole in the history, never skipped. */
function parseLine<T extends KubeObject>(
  text: string,
): Exclude<WatchLine<T>, { readonly type: 'ERROR' }> | { readonly problem: string } {
  let line: WatchLine<T>;
  try {
    line = JSON.parse(text) as WatchLine<T>;
  } catch (error) {
    return { problem: `a line of the watch could not be read: ${errorText(error)}: ${text.slice(0, 120)}` };
  }
  switch (line?.type) {
    case 'ERROR': {
      const { code, reason, message } = line.object;
      return {
        problem: `the server broke the watch off: ${[code, reason, message].filter(Boolean).join(' ')}`,
      };
    }
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
      if (line.object?.metadata !== undefined) return line;
  }
  return { problem: `a line of the watch is no watch event: ${text.slice(0, 120)}` };
}

async function abortWhenSilent(
  clock: Clock,
  input: { readonly abort: AbortController; readonly idleMs: number },
  life: { heardAt: Instant; silent: boolean },
): Promise<void> {
  const { signal } = input.abort;
  while (!signal.aborted) {
    const leftMs = life.heardAt + input.idleMs - clock.now();
    if (leftMs <= 0) {
      life.silent = true;
      input.abort.abort(new Error(`nothing was heard for ${input.idleMs} ms`));
      return;
    }
    await clock.sleep(leftMs, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
