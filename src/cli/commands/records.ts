import { basename, dirname, join, resolve } from 'node:path';
import { errorText, ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Host } from '../../host/host.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { parseRecordPieces } from '../../record/parse-record.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { reportGithub } from '../../report/github/annotations.ts';
import { type AllureEngine, buildAllureSite } from '../../run/build-allure-site.ts';
import { judgeRecord } from '../../run/judge-record.ts';
import { drawPictures, type PlannedPicture, planPictures, writeReports } from '../../run/write-reports.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import { parseReporters, refuseUnwritable } from '../reporters.ts';
import { releaseMemory } from '../spare-memory.ts';
import { printResult } from '../terminal/print-result.ts';
import { writing } from '../writing.ts';
import { REMOTE_WRITE, type RemoteWriteArguments, receiverOf, sendSeries } from './report-remote-write.ts';
import { loadScenarioFile } from './validate.ts';

/** `verify`: judges a record again, with its own assertions or those of another scenario file. */
export async function verify(
  context: CommandContext,
  argv: { readonly run: string; readonly assertions?: string | undefined; readonly output: 'text' | 'json' },
): Promise<number> {
  const { record } = await readRecord(context.host, argv.run);
  const judged = judgeRecord(
    argv.assertions === undefined ? record : await withAssertions(context, record, argv.assertions),
  );
  printResult(context.host, judged, argv.output);
  return judged.result.exitCode;
}

/** `report`: renders a record; `console` and `github` go to stdout, `remote-write` to a receiver, all else to files. */
export async function report(
  context: CommandContext,
  argv: RemoteWriteArguments & {
    readonly run: string;
    readonly as: readonly string[];
    readonly allure?: AllureEngine | 'none' | undefined;
  },
): Promise<number> {
  const isSent = argv.as.includes(REMOTE_WRITE);
  const reporters = parseReporters(
    argv.as.filter((name) => name !== REMOTE_WRITE),
    context.host.cwd,
    { flag: '--as', others: [REMOTE_WRITE] },
  );
  await refuseUnwritable(context.host.files, reporters);
  if (isSent) receiverOf(argv.to);
  else if (argv.to !== undefined) throw new ScaleproofError('usage', '--to needs --as remote-write');
  // Pictures take much memory to draw, and by then nothing holds the record any more.
  const pictures = await writeTexts(context, argv, reporters);
  if (pictures.length === 0) return EXIT.passed;
  releaseMemory();
  const drawn = await writing('a picture', () => drawPictures(context.host.files, pictures));
  for (const path of drawn) context.host.stderr.write(`wrote ${path}\n`);
  return EXIT.passed;
}

/** All but the pictures, which are returned as what is to be drawn. */
async function writeTexts(
  context: CommandContext,
  argv: Parameters<typeof report>[1],
  reporters: ReturnType<typeof parseReporters>,
): Promise<readonly PlannedPicture[]> {
  const { stderr } = context.host;
  const { record, folder } = await readRecord(context.host, argv.run);
  const input = judgeRecord(record);
  const pictures: PlannedPicture[] = [];
  for (const reporter of reporters) {
    if (reporter.name === 'png') {
      pictures.push(...planPictures(folder, input, reporter.path));
      continue;
    }
    if (reporter.name === 'github' && reporter.path === undefined) {
      context.host.stdout.write(reportGithub(input)[0]!.text);
      continue;
    }
    if (reporter.name === 'console' && reporter.path === undefined) {
      printResult(context.host, input, 'text');
      continue;
    }
    const written = await writing(`the report ${reporter.name}`, () =>
      writeReports(context.host.files, folder, input, [reporter]),
    );
    if (reporter.name === 'allure') await tellAllureSite(context, reporter.path ?? folder, argv.allure);
    else for (const path of written) stderr.write(`wrote ${path}\n`);
  }
  if (argv.as.includes(REMOTE_WRITE)) await sendSeries(context, argv, input);
  return pictures;
}

/** Makes the site of Allure results, and says where it is and how its gate is asked. */
export async function tellAllureSite(
  { host }: CommandContext,
  folder: string,
  asked?: AllureEngine | 'none',
): Promise<void> {
  host.stderr.write(`wrote ${join(folder, 'allure-results')}\n`);
  if (asked === 'none') return;
  const { engine, page } = await buildAllureSite(host.files, folder, asked, host.interrupted);
  host.stderr.write(`wrote ${page} with Allure ${engine}\n`);
}

/** Reads the record of a run from its folder or its events file; throws `usage` when there is none. */
export async function readRecord(
  host: Pick<Host, 'cwd' | 'files'>,
  run: string,
): Promise<{ record: RunRecord; folder: string }> {
  const given = resolve(host.cwd, run);
  const file = basename(given).endsWith('.ndjson') ? given : join(given, 'events.ndjson');
  try {
    return { record: await parseRecordPieces(host.files.readPieces(file)), folder: dirname(file) };
  } catch (error) {
    if (error instanceof ScaleproofError) throw error;
    throw new ScaleproofError('usage', `no record at ${run}: ${errorText(error)}`, {
      hint: 'Give the folder of a run: reports/<scenario>/<run-id>.',
      cause: error,
    });
  }
}

async function withAssertions(context: CommandContext, record: RunRecord, file: string): Promise<RunRecord> {
  const scenario = await loadScenarioFile(context, file);
  const { plan } = record.header;
  const other = makePlan({ ...plan.scenario, assertions: scenario.assertions }, plan.timing, plan.seed);
  return { ...record, header: { ...record.header, plan: { ...plan, assertions: other.assertions } } };
}
