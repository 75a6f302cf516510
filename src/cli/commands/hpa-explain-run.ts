import { auditRecord } from '../../audit/audit-record.ts';
import type { AuditedSync } from '../../audit/hpa-audit.ts';
import { ruleWords } from '../../audit/rule-words.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { timelineOf } from '../../record/timeline-of.ts';
import { auditLine } from '../../report/audit-line.ts';
import { loadSpan } from '../../sample/timeline.ts';
import { formatInstant, formatOffset, type Instant } from '../../units/instant.ts';
import type { CommandContext } from '../command.ts';
import { readRecord } from './records.ts';

/** Which syncs of a record are wanted; `at` is seconds from load start, as reports print it. */
interface Wanted {
  readonly all: boolean;
  readonly at?: number | undefined;
}

/** The decisions of a recorded run in words: those that changed the size, all, or the one at a time. */
export async function explainRun(
  { host }: CommandContext,
  run: string,
  options: Wanted,
): Promise<readonly string[]> {
  const { record } = await readRecord(host, run);
  const timeline = timelineOf(record);
  const { syncs, summary } = auditRecord(record.header.plan, timeline);
  const origin = loadSpan(timeline).start ?? timeline.startedAt;
  const wanted = choose(syncs, origin, options);
  if (wanted.length === 0 && options.at !== undefined)
    throw new ScaleproofError('usage', `no sync of the HPA is on record at or after ${options.at} s`, {
      hint: `the record has ${syncs.length} syncs; --all prints every one with its time`,
    });
  return [
    auditLine(summary),
    ...summary.caveats,
    ...wanted.flatMap((sync) => explain(sync, origin)),
    ...summary.divergences
      .filter((one) => one.class === 'another-writer' && options.at === undefined)
      .map((one) => `${formatOffset(one.at, origin)} ${one.class}: ${one.why}.`),
  ];
}

function choose(syncs: readonly AuditedSync[], origin: Instant, { all, at }: Wanted): readonly AuditedSync[] {
  // Offsets are printed with one decimal: the sync that is printed as +3.4s is the one meant by 3.4.
  if (at !== undefined) return syncs.filter((sync) => sync.at - origin >= at * 1000 - 50).slice(0, 1);
  return all ? syncs : syncs.filter((sync) => !sync.equal || sync.observed !== sync.inputs.current);
}

function explain(sync: AuditedSync, origin: Instant): readonly string[] {
  const { inputs, recomputed, flux, divergence } = sync;
  const read = inputs.values.map(({ pod, value }) => `${pod} ${value}`).join(', ');
  const pods = inputs.pods.map(
    ({ pod, phase, ready, deleting }) =>
      `${pod} ${phase}${deleting ? ', being deleted' : ready ? '' : ', not ready'}`,
  );
  const lines = [
    `Read: ${inputs.problem ?? (read === '' ? 'no values' : read)}.`,
    ...(pods.length === 0 ? [] : [`Pods: ${pods.join('; ')}.`]),
    ...recomputed.sentences,
    `Rule: ${ruleWords(recomputed.rule)}.`,
    ...(flux === undefined ? [] : [`In flux: ${flux}.`]),
    divergence === undefined
      ? 'The HPA did just that.'
      : `The HPA did not: it set ${sync.observed}. ${divergence.class}: ${divergence.why}.`,
  ];
  return [
    `Sync at ${formatOffset(sync.at, origin)} (${formatInstant(sync.at)})`,
    ...lines.map((line) => `  ${line}`),
  ];
}
