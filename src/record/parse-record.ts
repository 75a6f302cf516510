import type { z } from 'zod';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { Observation } from '../sample/observation.ts';
import { endSchema, headerSchema } from './header-schema.ts';
import { observationShape } from './observation-schema.ts';
import { RECORD_VERSION, type RunEnd, type RunHeader, type RunRecord } from './run-record.ts';

/** A longer line is no observation of ours; it is not even parsed. The header holds every arrival and may be long. */
const LONGEST_LINE = 1_000_000;
/** More damaged lines than this are counted, not listed. */
const LISTED_DAMAGE = 200;

/**
 * Reads the text of `events.ndjson`: the header, every observation that can be read, and how the run ended.
 * A line that cannot be read (the last one is cut short when the writer was killed) is listed as damaged and left out.
 * Throws `usage` when the first line is no header of a version known here: then nothing can be concluded at all.
 */
export function parseRecord(text: string): RunRecord {
  const lines = linesOf(text);
  const first = lines.next();
  if (first.done) throw unreadable('the record is empty');
  const header = parseHeader(first.value.text);
  const observations: Observation[] = [];
  const damaged: { readonly line: number; readonly problem: string }[] = [];
  let end: RunEnd | null = null;
  for (const line of lines) {
    const parsed: ParsedLine = end
      ? { problem: 'comes after the line that ends the run' }
      : parseLine(line.text);
    if ('problem' in parsed) damaged.push({ line: line.number, problem: parsed.problem });
    else if (parsed.event.kind === 'end') end = parsed.event;
    else observations.push(parsed.event);
  }
  return { header, observations, end, damaged: listDamage(damaged) };
}

/** Walks over the lines that are not blank, without making a copy of the whole text. */
function* linesOf(text: string): Generator<{ readonly number: number; readonly text: string }> {
  let from = text.startsWith('\uFEFF') ? 1 : 0;
  for (let number = 1; from < text.length; number++) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    const line = text.slice(from, to);
    if (line.trim() !== '') yield { number, text: line };
    from = to + 1;
  }
}

function parseHeader(line: string): RunHeader {
  const json = parseJson(line);
  if ('problem' in json) throw unreadable(`line 1 is not a header: ${json.problem}`);
  const { kind, version } = json.value;
  if (kind !== 'run') throw unreadable(`line 1 is not a header: its kind is ${quote(kind)}, not "run"`);
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
  if (!parsed.success) throw unreadable(`the header in line 1 is damaged: ${firstIssue(parsed.error)}`);
  return parsed.data;
}

type ParsedLine = { readonly event: Observation | RunEnd } | { readonly problem: string };

function parseLine(line: string): ParsedLine {
  if (line.length > LONGEST_LINE) return { problem: `is ${line.length} characters long` };
  const json = parseJson(line);
  if ('problem' in json) return json;
  const { kind } = json.value;
  const shape = kind === 'end' ? endSchema : observationShape(String(kind));
  if (!shape) {
    return { problem: kind === 'run' ? 'is a second header' : `has the unknown kind ${quote(kind)}` };
  }
  const parsed = shape.safeParse(json.value);
  return parsed.success
    ? { event: parsed.data }
    : { problem: `${String(kind)}: ${firstIssue(parsed.error)}` };
}

function parseJson(
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

function listDamage(damaged: RunRecord['damaged']): RunRecord['damaged'] {
  const more = damaged.length - LISTED_DAMAGE;
  if (more <= 0) return damaged;
  const firstHidden = damaged[LISTED_DAMAGE]!;
  return [
    ...damaged.slice(0, LISTED_DAMAGE),
    { line: firstHidden.line, problem: `and ${more} damaged lines from here on that are not listed` },
  ];
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'line'}: ${issue.message}` : 'does not fit its shape';
}

function quote(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 60);
}

function unreadable(problem: string): ScaleproofError {
  return new ScaleproofError('usage', `the record cannot be read: ${problem}`, {
    hint: 'give the folder of a run, or its events.ndjson; a run that died before its first line left no record',
  });
}
