import { decodeValue } from '../prometheus/decode.ts';
import type { Labels, MetricValue } from '../sample/observation.ts';

/** One line of a metrics page. */
export interface ExposedSample {
  readonly metric: string;
  readonly labels: Labels;
  readonly value: MetricValue;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t]*$/;
const LABEL = /([a-zA-Z_]\w*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*,?[ \t]*/y;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/** Reads the lines of one metric in the Prometheus text format; lines that are none of it are left out. */
export function readExposition(text: string, metric: string): readonly ExposedSample[] {
  const samples: ExposedSample[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith(metric)) continue;
    const match = LINE.exec(line.trimEnd());
    const value = decodeValue(match?.[3]);
    if (match?.[1] !== metric || value === undefined) continue;
    const labels = readLabels(match[2] ?? '');
    if (labels !== undefined) samples.push({ metric, labels, value });
  }
  return samples;
}

/** The labels between the braces; `undefined` when a part of them cannot be read. */
function readLabels(text: string): Labels | undefined {
  const pairs: [string, string][] = [];
  let read = 0;
  LABEL.lastIndex = 0;
  for (let match = LABEL.exec(text); match; match = LABEL.exec(text)) {
    pairs.push([match[1]!, match[2]!.replaceAll(/\\[n"\\]/g, (pair) => ESCAPES[pair]!)]);
    read = LABEL.lastIndex;
  }
  return read === text.length ? Object.fromEntries(pairs) : undefined;
}
