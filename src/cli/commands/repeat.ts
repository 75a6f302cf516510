import { join, resolve } from 'node:path';
import { errorText } from '../../errors/scaleproof-error.ts';
import { findLab } from '../../lab/find-lab.ts';
import { labDown } from '../../lab/lab-down.ts';
import { type Series, sumUpSeries } from '../../quality/series.ts';
import { annotationLines } from '../../report/github/annotations.ts';
import { seriesJunit } from '../../report/series/series-junit.ts';
import {
  seriesAnnotations,
  seriesJson,
  seriesMarkdown,
  seriesText,
} from '../../report/series/series-reports.ts';
import type { Judged } from '../../run/judge-record.ts';
import { repeatRuns } from '../../run/repeat-runs.ts';
import type { FinishedRun } from '../../run/run-scenario.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { CommandContext } from '../command.ts';
import { publishToGithub } from '../github.ts';
import { labFolders } from '../lab-folders.ts';
import { wantsColour } from '../terminal/colour.ts';

/** What the command line says of a series of runs. */
export interface RepeatArguments {
  readonly times: number;
  readonly keep: boolean;
  readonly reports: string;
  readonly output: 'text' | 'json';
  readonly onGithub: boolean;
}

/** Runs once more, the nth time, and says what came out. */
type RunOnce = (nth: number, tell: (judged: Judged, folder: string) => Promise<void>) => Promise<FinishedRun>;

/**
 * `run --repeat N`: one run after the other on one lab, and how steady each assertion is. No run is tried again; the
 * exit code is the worst. A lab that was not there before is taken down at the end, also after Ctrl-C.
 */
export async function repeat(
  context: CommandContext,
  argv: RepeatArguments,
  scenario: Scenario,
  runOnce: RunOnce,
): Promise<number> {
  const { host } = context;
  const takeDown = scenario.target === 'lab' && !argv.keep && (await findLab(labFolders(host))) === undefined;
  const { runs, stopped, error } = await repeatRuns({
    times: argv.times,
    signal: host.interrupted,
    onStart: (nth) => host.stderr.write(`run ${nth} of ${argv.times}\n`),
    runOnce: (nth) => runOnce(nth, async (judged, folder) => tellRun(context, judged, folder)),
  }).finally(() => takeDown && takeLabDown(context));
  if (runs.length === 0) throw error;
  const series = sumUpSeries(
    runs.map((run) => run.judged.result),
    argv.times,
    stopped,
  );
  await publish(context, argv, scenario, series);
  if (stopped !== null) host.stderr.write(`scaleproof: ${stopped.detail}\n`);
  return series.exitCode;
}

function tellRun({ host }: CommandContext, { result }: Judged, folder: string): void {
  const wrong = result.verdicts.filter((verdict) => verdict.status !== 'passed');
  const which =
    wrong.length > 0 ? `: ${wrong.map((one) => `${one.assertion} ${one.status}`).join(', ')}` : '';
  host.stderr.write(`${result.outcome}${which}\nreport: ${join(folder, 'report.html')}\n`);
}

async function takeLabDown({ host, clock }: CommandContext): Promise<void> {
  host.stderr.write('taking the lab down\n');
  try {
    await labDown({ folder: labFolders(host).folder, clock });
  } catch (error) {
    host.stderr.write(`could not clean up or keep: the lab: ${errorText(error)}\n`);
  }
}

async function publish(
  { host }: CommandContext,
  argv: RepeatArguments,
  scenario: Scenario,
  series: Series,
): Promise<void> {
  const file = join(resolve(host.cwd, argv.reports), scenario.name, `repeat-${series.runs[0]!.runId}.json`);
  await host.files.writeText(file, seriesJson(series));
  await host.files.writeText(file.replace(/json$/, 'xml'), seriesJunit(series));
  const text = seriesText(series, { colour: wantsColour(host), width: host.stdout.columns });
  host.stdout.write(argv.output === 'json' ? seriesJson(series) : text);
  host.stderr.write(`series: ${file}\n`);
  if (!argv.onGithub) return;
  await publishToGithub(
    host,
    annotationLines(seriesAnnotations(series)),
    seriesMarkdown(series),
    argv.output,
  );
}
