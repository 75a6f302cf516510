import type { GpuSample, Labels } from '../sample/observation.ts';
import { holds, openByteCursor, openWordHolds, textOf, type Words, wordsOf } from './byte-cursor.ts';

/** Reads lines of one record; `undefined` for a line that is to be read in the common way. */
export type GpuLineReader = (line: Uint8Array) => GpuSample | undefined;

const encoder = new TextEncoder();
const bytes = (text: string) => encoder.encode(text);
/** What stands between the values of a sample, as `serializeEvent` writes it. */
const HEAD = bytes('{"kind":"gpu","at":');
const LABELS = bytes(',"labels":');
const METRIC = bytes(',"metric":"');
const SAMPLED = bytes('","sampledAt":');
const SOURCE = bytes(',"source":"');
const VALUE = bytes('","value":');
const TAIL = bytes('}');
const [OPEN, CLOSE, QUOTE] = bytes('{}"');
const SOURCES = ['device', 'exporter', 'prometheus'] as const;

/** The labels of a series as they stand in lines, and which came after it of late; the same labels stand in lines of several sources. */
interface Series {
  readonly written: Words;
  readonly labels: Labels | undefined;
  next?: Series;
  other?: Series;
}

/**
 * Opens a quick reader for the lines that make up nine tenths of a long record; a line with braces within its labels, or with an
 * exponent, is none for it. The samples of one series share their labels, without which an hour of 200 pods takes a gigabyte;
 * `readLabels` reads and checks them once. Works on bytes, because a string of each line and its parts is what costs the time.
 */
export function openGpuLineReader(readLabels: (json: string) => Labels | undefined): GpuLineReader {
  const cursor = openByteCursor();
  const takeSeries = openSeries(readLabels);
  const takeMetric = openWords([]);
  const takeSource = openWords(SOURCES);
  return (line) => {
    cursor.open(line);
    if (!cursor.take(HEAD)) return undefined;
    const at = cursor.number();
    if (at === undefined || !cursor.take(LABELS)) return undefined;
    const series = takeSeries(line, cursor.place());
    if (series?.labels === undefined) return undefined;
    cursor.move(cursor.place() + series.written.bytes.length);
    if (!cursor.take(METRIC)) return undefined;
    const metric = takeMetric(line, cursor.place());
    if (metric === undefined) return undefined;
    cursor.move(cursor.place() + metric.length);
    if (!cursor.take(SAMPLED)) return undefined;
    const sampledAt = cursor.number();
    if (sampledAt === undefined || !cursor.take(SOURCE)) return undefined;
    const source = SOURCES.find((one) => one === takeSource(line, cursor.place()));
    if (source === undefined) return undefined;
    cursor.move(cursor.place() + source.length);
    if (!cursor.take(VALUE)) return undefined;
    const value = cursor.number();
    if (value === undefined || !cursor.take(TAIL) || !cursor.isAtEnd()) return undefined;
    return { kind: 'gpu', at, sampledAt, source, metric, labels: series.labels, value };
  };
}

/** Series are read in the same order again and again, so the next one is mostly the one that came next before. */
function openSeries(
  readLabels: (json: string) => Labels | undefined,
): (line: Uint8Array, at: number) => Series | undefined {
  const known = new Map<string, Series>();
  const holdsWords = openWordHolds();
  let last: Series | undefined;
  return (line, at) => {
    for (const expected of [last?.next, last?.other]) {
      if (expected === undefined || !holdsWords(line, expected.written, at)) continue;
      last = expected;
      return expected;
    }
    const end = endOfLabels(line, at);
    if (end === undefined) return undefined;
    const text = textOf(line.subarray(at, end));
    const found = known.get(text) ?? {
      written: wordsOf(new Uint8Array(line.subarray(at, end))),
      labels: readLabels(text),
    };
    // A hostile record may have other labels on every line.
    if (known.size < 10_000) known.set(text, found);
    if (last !== undefined) {
      if (last.next !== undefined) last.other = last.next;
      last.next = found;
    }
    last = found;
    return found;
  };
}

/** The place after labels without braces of their own; `undefined` where there are none. */
function endOfLabels(line: Uint8Array, at: number): number | undefined {
  if (line[at] !== OPEN) return undefined;
  for (let i = at + 1; i < line.length; i++) {
    if (line[i] === CLOSE) return i + 1;
    if (line[i] === OPEN) return undefined;
  }
  return undefined;
}

/** Words of letters, digits and underscores that end at a quote: few different ones, each kept once. */
function openWords(first: readonly string[]): (line: Uint8Array, at: number) => string | undefined {
  const known = first.map((word) => ({ word, written: bytes(`${word}"`) }));
  return (line, at) => {
    for (const { word, written } of known) if (holds(line, written, at)) return word;
    const end = line.indexOf(QUOTE!, at);
    const word = end === -1 ? '' : textOf(line.subarray(at, end));
    if (!/^\w+$/.test(word)) return undefined;
    if (known.length < 32) known.push({ word, written: bytes(`${word}"`) });
    return word;
  };
}
