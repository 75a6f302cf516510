import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Observation } from '../sample/observation.ts';
import { textOf } from './byte-cursor.ts';
import { type DamageLedger, openDamageLedger } from './damage-ledger.ts';
import { headerSchema } from './header-schema.ts';
import { openLineSplitter } from './line-splitter.ts';
import { firstIssue, LONGEST_LINE, openLineReader, type ParsedLine, parseJson, quote } from './parse-line.ts';
import {
  RECORD_VERSION,
  type RunCleanup,
  type RunEnd,
  type RunHeader,
  type RunRecord,
} from './run-record.ts';

/** The header holds the plan with every arrival, some ten bytes each; more is no header of ours. */
const LONGEST_HEADER = 200_000_000;

/**
 * Reads the text of `events.ndjson`: the header, every observation that can be read, and how the run ended.
 * A line that cannot be read (the last one is cut short when the writer was killed) is listed as damaged and left out.
 * Throws `usage` when the first line is no header of a version known here: then nothing can be concluded at all.
 */
export function parseRecord(text: string): RunRecord {
  const reader = openReader();
  reader.take(new TextEncoder().encode(text));
  return reader.finish();
}

/** As `parseRecord`, of UTF-8 that comes in pieces of any size: a record need not fit into one string. */
export async function parseRecordPieces(pieces: AsyncIterable<Uint8Array>): Promise<RunRecord> {
  const reader = openReader();
  for await (const piece of pieces) reader.take(piece);
  return reader.finish();
}

/** What is known of a record while it is read. */
interface Reading {
  readonly header: RunHeader;
  readonly observations: Observation[];
  readonly damage: DamageLedger;
  readonly parse: (line: Uint8Array) => ParsedLine;
  end: RunEnd | null;
  cleanup: RunCleanup | null;
}

function openReader() {
  let reading: Reading | undefined;
  const splitter = openLineSplitter(
    (line, number) => {
      if (reading === undefined) reading = beginReading(textOf(line), number);
      else readLine(reading, line, number);
    },
    () => (reading === undefined ? LONGEST_HEADER : LONGEST_LINE),
  );
  return {
    take: splitter.take,
    finish: (): RunRecord => {
      splitter.finish();
      if (reading === undefined) throw unreadable('the record is empty');
      const { header, observations, end, cleanup, damage } = reading;
      const damaged = damage.lines();
      return { header, observations, end, ...(cleanup === null ? {} : { cleanup }), damaged };
    },
  };
}

function beginReading(line: string, number: number): Reading {
  const header = parseHeader(line, number);
  const damage = openDamageLedger(header.at);
  return { header, observations: [], damage, parse: openLineReader(header.at), end: null, cleanup: null };
}

function readLine(reading: Reading, line: Uint8Array, number: number): void {
  const parsed = inPlace(reading, reading.parse(line));
  if ('problem' in parsed) {
    reading.damage.enter(number, parsed.problem);
    return;
  }
  const { event } = parsed;
  reading.damage.passed(event.at);
  if (event.kind === 'end') reading.end = event;
  else if (event.kind === 'cleanup') reading.cleanup = event;
  else reading.observations.push(event);
}

/** The same, or that it stands where it must not: after the end comes what was left then, once, and nothing else. */
function inPlace({ end, cleanup }: Reading, parsed: ParsedLine): ParsedLine {
  const isCleanup = 'event' in parsed && parsed.event.kind === 'cleanup';
  if (end === null) return isCleanup ? { problem: 'comes before the line that ends the run' } : parsed;
  return isCleanup && cleanup === null ? parsed : { problem: 'comes after the line that ends the run' };
}

function parseHeader(line: string, number: number): RunHeader {
  const json = parseJson(line);
  if ('problem' in json) throw unreadable(`line ${number} is not a header: ${json.problem}`);
  const { kind, version } = json.value;
  if (kind !== 'run')
    throw unreadable(`line ${number} is not a header: its kind is ${quote(kind)}, not "run"`);
  if (version !== RECORD_VERSION) {
    throw new ScaleproofError(
      'usage',
      `the record has version ${quote(version)}; this scaleproof reads version ${RECORD_VERSION}`,
      {
        hint: 'read it with the scaleproof that wrote it: its version stands in the header under "versions"',
      },
    );
  }
  const parsed = headerSchema.safeParse(json.value);
  if (!parsed.success)
    throw unreadable(`the header in line ${number} is damaged: ${firstIssue(parsed.error)}`);
  return parsed.data;
}

function unreadable(problem: string): ScaleproofError {
  return new ScaleproofError('usage', `the record cannot be read: ${problem}`, {
    hint: 'give the folder of a run, or its events.ndjson; a run that died before its first line left no record',
  });
}
