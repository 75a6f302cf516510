import type { Clock } from '../../clock/clock.ts';
import type { PlayEntry } from '../../plan/deal-entries.ts';
import { createClient } from '../generated/client/index.ts';
import type { AnswerLine, DoneLine, StartLine } from '../play-lines.ts';
import type { PressList } from './press-list.ts';
import type { PressOptions } from './press-options.ts';
import { sendImage } from './send-image.ts';

/** What a press needs to run. */
export interface PressSpec {
  readonly options: Pick<PressOptions, 'baseUrl' | 'batchSize' | 'totalSize'>;
  readonly list: PressList;
  readonly clock: Clock;
  readonly print: (line: StartLine | AnswerLine | DoneLine) => void;
  /** Sends no more; what is on its way is still waited for. */
  readonly stopped: AbortSignal;
}

/** Beyond the list the pace is that of its last entries. */
const PACE_OF_LAST = 20;
/** Without a list the images of the corpus and a few styles are sent in turn. */
const STYLES = [0, 5, 11, 17];
/** After a batch that nobody answered, a press without a list of its own waits a little. */
const PAUSE_MS = 200;

/** Sends batch after batch until `totalSize` images are sent or it is stopped; resolves when the last answer is there. */
export async function runPress({ options, list, clock, print, stopped }: PressSpec): Promise<void> {
  const client = createClient({ baseUrl: options.baseUrl });
  const total = options.totalSize === 0 ? Number.POSITIVE_INFINITY : options.totalSize;
  const planned = Math.min(list.entries.length, total);
  const inFlight = new Set<Promise<void>>();
  let unanswered = planned;
  const t0 = clock.now() + list.leadMs;
  print({ t0 });
  const send = async (index: number, dueMs: number): Promise<boolean> => {
    const line = await sendImage(client, list, entryOf(list, index), clock);
    print({ i: index, ...(index < list.entries.length ? {} : { at: dueMs }), ...line });
    if (index < planned && --unanswered === 0) print({ done: planned });
    return line.o !== 'lost';
  };
  for (let next = 0; next < total && !stopped.aborted; next += options.batchSize) {
    const dueMs = dueOf(list.entries, next) ?? clock.now() - t0;
    await sleepUnless(clock, t0 + dueMs - clock.now(), stopped);
    if (stopped.aborted) break;
    const size = Math.min(options.batchSize, total - next);
    const batch = Array.from({ length: size }, (_, offset) => send(next + offset, dueMs));
    for (const one of batch) {
      const settled: Promise<void> = one.then(() => void inFlight.delete(settled));
      inFlight.add(settled);
    }
    if (list.entries.length > 0) continue;
    const answered = await Promise.all(batch);
    if (!answered.includes(true)) await sleepUnless(clock, PAUSE_MS, stopped);
  }
  await Promise.all(inFlight);
}

/** What to send as the nth image: the list, and then from its start again. */
function entryOf({ entries, images }: PressList, index: number): PlayEntry {
  const entry = entries[index % entries.length];
  if (entry === undefined) return [0, index % images.length, STYLES[index % STYLES.length]!, 0, 0];
  // What is looked into is a sample of the plan's own images.
  return index < entries.length ? entry : [entry[0], entry[1], entry[2], entry[3], 0];
}

/** When the nth image is due, milliseconds from load start; `undefined` where there is no list. */
function dueOf(entries: readonly PlayEntry[], index: number): number | undefined {
  const listed = entries[index];
  if (listed !== undefined) return listed[0];
  const last = entries.at(-1);
  if (last === undefined) return undefined;
  const from = Math.max(0, entries.length - 1 - PACE_OF_LAST);
  const gaps = entries.length - 1 - from;
  const gapMs = gaps === 0 ? 1000 : Math.max(1, (last[0] - entries[from]![0]) / gaps);
  return last[0] + (index - entries.length + 1) * gapMs;
}

async function sleepUnless(clock: Clock, ms: number, stopped: AbortSignal): Promise<void> {
  await clock.sleep(Math.max(0, ms), stopped).catch((error: unknown) => {
    if (!stopped.aborted) throw error;
  });
}
