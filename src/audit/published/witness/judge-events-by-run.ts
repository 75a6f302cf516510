import type { DescribedEvent } from '../../../hpa/kubectl/described-hpa.ts';
import type { ClusterEventObservation } from '../../../sample/observation.ts';
import { formatInstant } from '../../../units/instant.ts';
import { impossible, open, type PublishedFinding } from '../finding.ts';
import type { RunWitness } from './run-witness.ts';
import { EARLY_MS, LATE_MS } from './slack.ts';
import { meet, type Stretch, takeVotes } from './take-votes.ts';

/** Events that one text tells of one object, `Kind/name`. */
export interface ToldOf {
  readonly object: string;
  readonly events: readonly DescribedEvent[];
}

/** A time stamp of an event is cut to the second. */
const STAMP_MS = 1000;
/** In a watch each event is as old as this when it is printed, whenever that was. */
const NEW_MS = 2000;

/** When a text was printed by the ages of its events; `undefined` where they do not tell. */
export function printedWhen(told: readonly ToldOf[], { events }: RunWitness): Stretch | undefined {
  const all = told.flatMap((each) => each.events);
  // A watch prints each event when it comes.
  if (all.length > 1 && all.every(({ age }) => age === undefined || age.fromMs < NEW_MS)) return undefined;
  return takeVotes(
    told.flatMap(({ object, events: own }) =>
      own.map((one) => sameIn(events, object, one).map((seen) => textBy(one, seen))),
    ),
  );
}

/** When the text was printed if this is the event that it tells of. */
function textBy({ age }: DescribedEvent, { at }: ClusterEventObservation): Stretch {
  if (age === undefined) return { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  return { from: at - STAMP_MS - EARLY_MS + age.fromMs, to: at + LATE_MS + age.belowMs };
}

function sameIn(
  events: readonly ClusterEventObservation[],
  object: string,
  { type, reason, message }: DescribedEvent,
): readonly ClusterEventObservation[] {
  return events.filter(
    (one) =>
      one.object.toLowerCase() === object.toLowerCase() &&
      one.type === type &&
      one.reason === reason &&
      oneLine(one.message) === oneLine(message),
  );
}

/** Holds each event against those that the run saw: one has the same words, count and time. */
export function judgeEventsByRun(
  told: readonly ToldOf[],
  printed: Stretch | undefined,
  witness: RunWitness,
): readonly PublishedFinding[] {
  return told.flatMap(({ object, events }) =>
    events.map((one) => judgeEvent(one, sameIn(witness.events, object, one), printed, witness)),
  );
}

function judgeEvent(
  event: DescribedEvent,
  same: readonly ClusterEventObservation[],
  printed: Stretch | undefined,
  witness: RunWitness,
): PublishedFinding {
  const { line, count, message } = event;
  const timed = same.filter((seen) => printed === undefined || meet(textBy(event, seen), printed));
  // An event that comes again is counted by the API server, or told anew.
  const counted = timed.find((seen) => seen.count === count || same.indexOf(seen) + 1 === count);
  if (counted !== undefined) {
    const says = `the run saw this event at ${formatInstant(counted.at)} (${witness.file})`;
    return { standing: 'possible', line, says };
  }
  if (isUnwatched(event, printed, witness)) return open(line, 'the run did not watch when this event came');
  const [other] = timed;
  if (other !== undefined)
    return impossible(
      line,
      `the run saw this event ${Math.max(other.count, same.length)} times, not ${count} times (${witness.file})`,
    );
  if (same[0] !== undefined)
    return impossible(
      line,
      `the run saw this event at ${formatInstant(same[0].at)}, and its age tells of another time (${witness.file})`,
    );
  return impossible(line, `the run saw no event that says "${oneLine(message)}" (${witness.file})`);
}

/** What came before the record or after it, or in a gap, the run cannot have seen. */
function isUnwatched({ age }: DescribedEvent, printed: Stretch | undefined, witness: RunWitness): boolean {
  if (printed === undefined || age === undefined) return witness.isBlind(witness.eventsFrom, witness.to);
  const [from, to] = [printed.from - age.belowMs - EARLY_MS, printed.to - age.fromMs + STAMP_MS + EARLY_MS];
  return from < witness.eventsFrom || to > witness.to || witness.isBlind(from, to);
}

/** The API server keeps a message as it was told; kubectl prints it trimmed. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
