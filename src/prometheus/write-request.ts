import { PbfWriter } from 'pbf';
import { compress } from 'snappyjs';
import type { Instant } from '../units/instant.ts';

/** A value of a series; `stale` ends it, so that nothing is shown after its last value. */
export interface WrittenSample {
  /** Whole milliseconds. */
  readonly at: Instant;
  readonly value: number | 'stale';
}

/** A series as it is written: samples in order of time, no two at one instant. */
export interface WrittenSeries {
  /** With `__name__`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly WrittenSample[];
}

const DOUBLE = 1;
/** The one NaN that Prometheus takes for the end of a series, 0x7ff0000000000002; a double of this language may lose its bits. */
const STALE = { high: 0x7ff00000, low: 2 } as const;

/** Encodes series as the body of a remote write 1.0 request: `WriteRequest` of prompb, packed by snappy. */
export function encodeWriteRequest(series: readonly WrittenSeries[]): Uint8Array {
  const writer = new PbfWriter();
  for (const one of series) writer.writeMessage(1, writeSeries, one);
  // A copy: the writer's own buffer is a view into a larger one.
  return compress(Uint8Array.from(writer.finish()));
}

function writeSeries({ labels, samples }: WrittenSeries, writer: PbfWriter): void {
  const sorted = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  for (const label of sorted) writer.writeMessage(1, writeLabel, label);
  for (const sample of samples) writer.writeMessage(2, writeSample, sample);
}

function writeLabel([name, value]: readonly [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeStringField(2, value.toWellFormed());
}

function writeSample({ at, value }: WrittenSample, writer: PbfWriter): void {
  if (value === 'stale') {
    writer.writeTag(1, DOUBLE);
    writer.writeFixed32(STALE.low);
    writer.writeFixed32(STALE.high);
  } else writer.writeDoubleField(1, value);
  writer.writeVarintField(2, at);
}
