import type { GpuSample, Labels } from '../sample/observation.ts';

/** A sample of a GPU as `serializeEvent` writes it; labels hold no braces but their own, and numbers no exponent. */
const GPU_LINE =
  /^\{"kind":"gpu","at":(\d+(?:\.\d+)?),"labels":(\{[^{}]*\}),"metric":"(\w+)","sampledAt":(\d+(?:\.\d+)?),"source":"(device|exporter|prometheus)","value":(-?\d+(?:\.\d+)?)\}$/;

/** Reads lines of one record; `undefined` for a line that is to be read in the common way. */
export type GpuLineReader = (line: string) => GpuSample | undefined;

/**
 * Opens a quick reader for the lines that make up nine tenths of a long record. The samples of one series share their
 * labels, without which an hour of 200 pods takes a gigabyte; `readLabels` reads and checks them once.
 */
export function openGpuLineReader(readLabels: (json: string) => Labels | undefined): GpuLineReader {
  const series = new Map<string, Labels | undefined>();
  const words = new Map<string, string>();
  const labelsOf = (json: string) => {
    const known = series.get(json);
    if (known !== undefined || series.has(json)) return known;
    const labels = readLabels(json);
    // A hostile record may have other labels on every line.
    if (series.size < 10_000) series.set(ownCopy(json), labels);
    return labels;
  };
  const word = (text: string) => {
    const known = words.get(text);
    if (known !== undefined) return known;
    const own = ownCopy(text);
    if (words.size < 1000) words.set(own, own);
    return own;
  };
  return (line) => {
    const match = GPU_LINE.exec(line);
    if (match === null) return undefined;
    const labels = labelsOf(match[2]!);
    if (labels === undefined) return undefined;
    return {
      kind: 'gpu',
      at: Number(match[1]),
      sampledAt: Number(match[4]),
      source: word(match[5]!) as GpuSample['source'],
      metric: word(match[3]!),
      labels,
      value: Number(match[6]),
    };
  };
}

/** A part of a text keeps all of it in memory; a copy does not. */
function ownCopy(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
