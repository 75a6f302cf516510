import type { PassiveClock } from '../clock/clock.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import type { Files } from '../host/host.ts';
import type { HpaReadObservation } from '../sample/observation.ts';
import { hpaReadOf, type ReadOf } from './hpa-read-line.ts';
import { type LineTail, tailLines } from './tail-lines.ts';

/** The audit log of the metrics adapter, where it can be read. */
export interface HpaReadSource {
  readonly files: Pick<Files, 'openTail'>;
  /** Where the log of each adapter pod lies now; a pod that is replaced has another place. Throws when nobody knows. */
  readonly places: () => Promise<readonly string[]>;
}

/** What one look brought. */
export interface HpaReads {
  readonly reads: readonly HpaReadObservation[];
  /** Why some may be missing. */
  readonly problem: string | undefined;
}

/** Follows the reads of the HPA controller. */
export interface HpaReadFollower {
  look(): Promise<HpaReads>;
  /** What has come since the last look to the logs that are known by now; asks nobody where others lie. */
  lastLook(): Promise<HpaReads['reads']>;
  close(): Promise<void>;
}

/** Places are asked for anew this often: a replaced adapter takes longer than that to serve. */
const PLACES_EVERY_MS = 1000;

/** Follows the logs of all adapter pods from their present end. */
export function followHpaReads(source: HpaReadSource, wanted: ReadOf, clock: PassiveClock): HpaReadFollower {
  const startedAt = clock.now();
  const tails = new Map<string, LineTail>();
  let places: readonly string[] = [];
  let placesAt = Number.NEGATIVE_INFINITY;
  let from: 'start' | 'end' = 'end';
  /** Answers what is wrong with the logs. */
  const refresh = async (): Promise<string | undefined> => {
    if (clock.now() - placesAt < PLACES_EVERY_MS) return undefined;
    try {
      places = await source.places();
    } catch (error) {
      return errorText(error);
    }
    const problem = await openNew(source.files, tails, places, from);
    // What comes into being from now on is read whole.
    from = 'start';
    if (problem === undefined && places.length > 0) placesAt = clock.now();
    return places.length === 0 ? 'no pod of the metrics adapter runs' : problem;
  };
  const readsIn = async (tail: LineTail): Promise<HpaReads> => {
    const reads: HpaReadObservation[] = [];
    let problem: string | undefined;
    for (const line of await tail.lines()) {
      try {
        const read = hpaReadOf(line, wanted, clock.now());
        if (read !== undefined && read.askedAt >= startedAt) reads.push(read);
      } catch (error) {
        problem = `a line of the audit log cannot be read: ${errorText(error)}`;
      }
    }
    return { reads, problem };
  };
  return {
    look: async () => {
      let problem = await refresh();
      const reads: HpaReadObservation[] = [];
      for (const [place, tail] of tails) {
        const found = await readsIn(tail);
        reads.push(...found.reads);
        problem = found.problem ?? problem;
        // The log of a pod that is gone has been read to its end now.
        if (!places.includes(place)) {
          tails.delete(place);
          await tail.close();
        } else if (tail.missedLooks() > 1)
          problem = `${place} was moved away, and no other stands in its place`;
        // Its pod may be another by now: who knows is asked again before that counts.
        else if (tail.missedLooks() === 1) placesAt = Number.NEGATIVE_INFINITY;
      }
      return { reads, problem };
    },
    lastLook: async () => (await Promise.all([...tails.values()].map(readsIn))).flatMap(({ reads }) => reads),
    close: async () => {
      for (const tail of tails.values()) await tail.close();
      tails.clear();
    },
  };
}

/** Opens what is not open yet; answers why one could not be opened. */
async function openNew(
  files: HpaReadSource['files'],
  tails: Map<string, LineTail>,
  places: readonly string[],
  from: 'start' | 'end',
): Promise<string | undefined> {
  let problem: string | undefined;
  for (const place of places) {
    if (tails.has(place)) continue;
    try {
      tails.set(place, await tailLines(files, place, from));
    } catch (error) {
      problem = errorText(error);
    }
  }
  return problem;
}
