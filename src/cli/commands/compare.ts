import { basename, join, resolve } from 'node:path';
import { errorText, ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Host } from '../../host/host.ts';
import { compareRuns } from '../../quality/comparison.ts';
import { parseRecordPieces } from '../../record/parse-record.ts';
import {
  comparisonJson,
  comparisonMarkdown,
  comparisonText,
} from '../../report/comparison/comparison-reports.ts';
import { type Judged, judgeRecord } from '../../run/judge-record.ts';
import type { CommandContext } from '../command.ts';
import { wantsColour } from '../terminal/colour.ts';

/** What the command line says of a comparison: two paths, or several a side. */
export interface CompareArguments {
  readonly runs: readonly string[];
  readonly base: readonly string[];
  readonly candidate: readonly string[];
  readonly output: 'text' | 'json' | 'markdown';
}

/** `compare`: holds repeated runs of a candidate against those of a base; 1 where anything is worse beyond noise. */
export async function compare(context: CommandContext, argv: CompareArguments): Promise<number> {
  const { host } = context;
  const sides = sidesOf(argv);
  const comparison = compareRuns(await readSide(host, sides.base), await readSide(host, sides.candidate));
  if (argv.output === 'json') host.stdout.write(comparisonJson(comparison));
  else if (argv.output === 'markdown') host.stdout.write(comparisonMarkdown(comparison));
  else {
    const layout = { colour: wantsColour(host), width: host.stdout.columns };
    host.stdout.write(comparisonText(comparison, layout));
  }
  return comparison.exitCode;
}

function sidesOf({ runs, base, candidate }: CompareArguments): Pick<CompareArguments, 'base' | 'candidate'> {
  const [first, second] = runs;
  if (
    first !== undefined &&
    second !== undefined &&
    runs.length === 2 &&
    base.length + candidate.length === 0
  ) {
    return { base: [first], candidate: [second] };
  }
  if (runs.length === 0 && base.length > 0 && candidate.length > 0) return { base, candidate };
  throw new ScaleproofError('usage', 'compare wants one base and one candidate', {
    hint: 'scaleproof compare BASE CANDIDATE, or with several a side: scaleproof compare --base A B --candidate C D',
  });
}

async function readSide(host: Host, paths: readonly string[]): Promise<readonly Judged[]> {
  const files = (
    await Promise.all(paths.map((path) => recordsAt(host, resolve(host.cwd, path), path)))
  ).flat();
  const runs: Judged[] = [];
  // One by one: the text of a long run is large, its figures are not.
  for (const file of new Set(files)) {
    try {
      runs.push(judgeRecord(await parseRecordPieces(host.files.readPieces(file))));
    } catch (error) {
      throw new ScaleproofError('usage', `${file}: ${errorText(error)}`, { cause: error });
    }
  }
  return runs;
}

/** The records that a path stands for: one, those of a folder of runs, or those of a series. */
async function recordsAt({ files }: Host, path: string, given: string): Promise<readonly string[]> {
  const name = basename(path);
  if (name.endsWith('.ndjson')) return [path];
  if (/^repeat-.*\.json$/.test(name)) return recordsOfSeries(await readText(files, path, given), path);
  const own = join(path, 'events.ndjson');
  if (await files.exists(own)) return [own];
  const entries = await files.list(path).catch(() => []);
  const records = entries.map((entry) => join(path, entry, 'events.ndjson'));
  const there = await Promise.all(records.map((file) => files.exists(file)));
  const found = records.filter((_, i) => there[i]);
  if (found.length > 0) return found;
  throw new ScaleproofError('usage', `no record at ${given}`, { hint: HINT });
}

function recordsOfSeries(text: string, path: string): readonly string[] {
  let series: { readonly runs?: unknown };
  try {
    series = JSON.parse(text) as { readonly runs?: unknown };
  } catch (error) {
    throw new ScaleproofError('usage', `${path} is no JSON: ${errorText(error)}`, {
      hint: HINT,
      cause: error,
    });
  }
  const runs: readonly unknown[] = Array.isArray(series?.runs) ? series.runs : [];
  const ids = runs.flatMap((run) => {
    const id = (run as { readonly runId?: unknown } | null)?.runId;
    return typeof id === 'string' && /^[\w.-]+$/.test(id) ? [id] : [];
  });
  if (ids.length > 0) return ids.map((id) => join(path, '..', id, 'events.ndjson'));
  throw new ScaleproofError('usage', `${path} names no runs`, { hint: HINT });
}

async function readText(files: Host['files'], path: string, given: string): Promise<string> {
  try {
    return await files.readText(path);
  } catch (error) {
    throw new ScaleproofError('usage', `no series at ${given}: ${errorText(error)}`, {
      hint: HINT,
      cause: error,
    });
  }
}

const HINT = 'Give the folder of a run, a folder of such folders, or the repeat-*.json of a series.';
