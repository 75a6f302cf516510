import { basename, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { parseRecord } from '../../record/parse-record.ts';
import { conformanceBundle, type EvidenceBundle } from '../../report/conformance/bundle.ts';
import { unrealReason } from '../../report/conformance/standing.ts';
import { tarOf } from '../../report/conformance/tar.ts';
import { judgeRecord } from '../../run/judge-record.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import { prometheusOverride } from '../prometheus-flags.ts';
import { printResult } from '../terminal/print-result.ts';
import { writing } from '../writing.ts';
import { resolveMetric } from './find-metric.ts';
import { readRecord } from './records.ts';
import { runOnce, type TargetArguments } from './run-once.ts';
import { loadScenarioFile } from './validate.ts';

/** What the command line says of the evidence. */
interface ConformanceArguments extends Omit<TargetArguments, 'file'> {
  readonly file?: string | undefined;
  readonly from?: string | undefined;
  readonly out?: string | undefined;
  readonly archive: boolean;
  readonly emulated: boolean;
  readonly target?: Scenario['target'] | undefined;
  readonly seed?: number | undefined;
  readonly context?: string | undefined;
  readonly output: 'text' | 'json';
}

/** `conformance`: a run, or a recorded one, as evidence for KAR-0057; the exit code is what the record proves. */
export async function conformance(context: CommandContext, argv: ConformanceArguments): Promise<number> {
  const { host } = context;
  const folder =
    argv.from === undefined ? await runForEvidence(context, argv) : await folderOf(context, argv.from);
  const recordText = await host.files.readText(join(folder, 'events.ndjson'));
  const record = parseRecord(recordText);
  refuseUnreal(record.header, argv.emulated);
  const bundle = conformanceBundle({
    ...judgeRecord(record),
    recordText,
    damagedLines: record.damaged.length,
    cleanup: record.cleanup,
  });
  const out = argv.out === undefined ? join(folder, 'conformance') : resolve(host.cwd, argv.out);
  await writing(out, () => writeBundle(context, bundle, out, argv.archive));
  tell(context, bundle, out, argv.output);
  return EXIT[bundle.standing.status];
}

async function folderOf({ host }: CommandContext, from: string): Promise<string> {
  return (await readRecord(host, from)).folder;
}

async function runForEvidence(context: CommandContext, argv: ConformanceArguments): Promise<string> {
  const { file = 'scenarios/fast-style-transfer.yaml', target, seed } = argv;
  const written = await loadScenarioFile(context, file, {
    target,
    context: argv.context,
    seed,
    prometheus: prometheusOverride(context.host, argv),
  });
  // Before anything is started: minutes of a run that could not be used would be lost.
  refuseUnreal({ target: written.target, emulated: written.target !== 'cluster' }, argv.emulated);
  const scenario = await resolveMetric(context, written, { ...argv, file });
  const reporters = (['json', 'html', 'junit', 'markdown'] as const).map((name) => ({ name }));
  const finished = await runOnce(context, { ...argv, file }, scenario, reporters, async (judged) => {
    if (argv.output === 'text') printResult(context.host, judged, 'text');
  });
  return finished.folder;
}

/** Emulation has to be said plainly, by the one who asks. */
function refuseUnreal(header: Parameters<typeof unrealReason>[0], isAccepted: boolean): void {
  const reason = unrealReason(header);
  if (reason === undefined || isAccepted) return;
  throw new ScaleproofError('usage', `no evidence is written: ${reason}`, {
    hint: 'Run on a cluster with accelerators (--target cluster), or say --emulated: the evidence is then marked as such.',
  });
}

async function writeBundle(
  { host }: CommandContext,
  { files }: EvidenceBundle,
  out: string,
  archive: boolean,
): Promise<void> {
  // What an earlier bundle left there would stand beside the hashes of this one; anything else is somebody's.
  const isBundle = await Promise.all(
    ['SHA256SUMS', 'steps.json', 'record/events.ndjson'].map((path) => host.files.exists(join(out, path))),
  );
  if ((await host.files.exists(out)) && !isBundle.every(Boolean))
    throw new ScaleproofError('usage', `${out} exists and holds no evidence of scaleproof`, {
      hint: 'give another --out, or remove it',
    });
  await host.files.remove(out);
  if (isBundle.every(Boolean)) await host.files.remove(`${out}.tar.gz`);
  for (const { path, text } of files) await host.files.writeText(join(out, path), text);
  if (archive) await host.files.writeBytes(`${out}.tar.gz`, gzipSync(tarOf(basename(out), files)));
}

function tell({ host }: CommandContext, bundle: EvidenceBundle, out: string, output: 'text' | 'json'): void {
  const { standing, steps } = bundle;
  if (output === 'json') {
    host.stdout.write(`${JSON.stringify({ ...standing, steps, folder: out }, null, 2)}\n`);
    return;
  }
  const lines = [
    '',
    `KAR-0057: ${standing.status}${standing.isProductEvidence ? '' : ', no evidence for a product'}`,
    ...standing.reasons.map((reason) => `  ${reason}`),
    '',
    ...steps.map(
      ({ state, step }) =>
        `  ${MARKS[state]} ${step}${state === 'not-recorded' ? ' (not proved by the record, which says nothing of it)' : ''}`,
    ),
    '',
    `evidence: ${out}`,
  ];
  host.stdout.write(`${lines.join('\n')}\n`);
}

const MARKS = { proved: '✓', 'not-proved': '?', contradicted: '✗', 'not-recorded': '-' } as const;
