import type { z } from 'zod';
import type { Labels, Observation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { textOf } from './byte-cursor.ts';
import { openGpuLineReader } from './gpu-line.ts';
import { cleanupSchema, endSchema } from './header-schema.ts';
import { isMetricValue, labelsSchema, observationShape } from './observation-schema.ts';
import type { RunCleanup, RunEnd } from './run-record.ts';
import { isInstant, LONGEST_RUN_MS } from './time-schema.ts';

/** A longer line is no observation of ours; it is not even parsed. The header holds every arrival and may be long. */
export const LONGEST_LINE = 1_000_000;

/** What closes a record: no observations. */
const CLOSING = new Map<string, z.ZodType<RunEnd | RunCleanup>>([
  ['end', endSchema],
  ['cleanup', cleanupSchema],
]);

/** What a line holds, or why it cannot be read. */
export type ParsedLine = { readonly event: Observation | RunEnd | RunCleanup } | { readonly problem: string };

/** Opens a reader for the lines after the header of one record. */
export function openLineReader(startedAt: Instant): (line: Uint8Array) => ParsedLine {
  const readGpuLine = openGpuLineReader(readLabels);
  return (line) => {
    if (line.length > LONGEST_LINE) return { problem: `is longer than ${LONGEST_LINE} bytes` };
    const sample = readGpuLine(line);
    const parsed =
      sample &&
      isInstant(sample.at) &&
      isInstant(sample.sampledAt) &&
      typeof sample.value === 'number' &&
      isMetricValue(sample.value)
        ? { event: sample }
        : parseCommonLine(textOf(line));
    if ('problem' in parsed) return parsed;
    const { kind, at } = parsed.event;
    const away = Math.abs(at - startedAt);
    if (away <= LONGEST_RUN_MS) return parsed;
    return { problem: `${kind}: is ${Math.round(away / 86_400_000)} days away from the start` };
  };
}

function readLabels(text: string): Labels | undefined {
  const json = parseJson(text);
  return 'problem' in json ? undefined : labelsSchema.safeParse(json.value).data;
}

function parseCommonLine(line: string): ParsedLine {
  const json = parseJson(line);
  if ('problem' in json) return json;
  const { kind } = json.value;
  const shape = CLOSING.get(String(kind)) ?? observationShape(String(kind));
  if (!shape) {
    return { problem: kind === 'run' ? 'is a second header' : `has the unknown kind ${quote(kind)}` };
  }
  const parsed = shape.safeParse(json.value);
  if (!parsed.success) return { problem: `${String(kind)}: ${firstIssue(parsed.error)}` };
  return { event: parsed.data };
}

/** Reads a line as a JSON object. */
export function parseJson(
  line: string,
): { readonly value: Readonly<Record<string, unknown>> } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { problem: 'is cut short or is no JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { problem: 'is no object' };
  return { value: value as Readonly<Record<string, unknown>> };
}

/** The first thing that does not fit, with where it stands. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'does not fit its shape';
  const said = issue.message.endsWith('received undefined') ? 'is missing' : issue.message;
  return `${issue.path.join('.') || 'line'}: ${said}`.slice(0, 200);
}

/** A value as JSON, cut to what a message has room for. */
export function quote(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}
