import { createHash } from 'node:crypto';
import type { RunCleanup } from '../../record/run-record.ts';
import { reportHtml } from '../html/html.ts';
import { reportJson } from '../json.ts';
import { reportJunit } from '../junit/junit.ts';
import { prettyJson } from '../pretty-json.ts';
import type { ReportFile, ReportInput } from '../report.ts';
import { cleanupStep } from './cleanup-step.ts';
import { evidencePage } from './evidence-page.ts';
import { manifestFiles } from './manifests.ts';
import { planSteps } from './plan-steps.ts';
import { productLines } from './product-lines.ts';
import { seriesFiles } from './series.ts';
import { type BundleStanding, standingOf } from './standing.ts';
import { stepContext } from './step-context.ts';
import { type PlanStep, REQUIREMENT } from './test-plan.ts';

/** A judged run and the text that it was judged from. */
export interface BundleInput extends ReportInput {
  /** `events.ndjson`, byte for byte. */
  readonly recordText: string;
  readonly damagedLines: number;
  /** What was left after the run, where that is on record. */
  readonly cleanup?: RunCleanup | undefined;
}

/** The evidence for one requirement: files, and what they come to. */
export interface EvidenceBundle {
  readonly standing: BundleStanding;
  readonly steps: readonly PlanStep[];
  readonly files: readonly ReportFile[];
}

/** Makes the bundle for KAR-0057 from a record: the same record gives the same bytes. */
export function conformanceBundle(input: BundleInput): EvidenceBundle {
  const context = stepContext(input);
  const steps = [...planSteps(context), cleanupStep(input.cleanup, context)];
  const standing = standingOf(input, steps, input.damagedLines);
  const files = [
    { path: 'PRODUCT.yaml.lines', text: productLines(input, standing) },
    { path: 'README.md', text: evidencePage(input, steps, standing) },
    { path: 'steps.json', text: stepsJson(input, steps, standing) },
    ...manifestFiles(input.header),
    ...seriesFiles(context),
    { path: 'record/events.ndjson', text: input.recordText },
    ...[...reportJson(input), ...reportJunit(input), ...reportHtml(input)].map(({ path, text }) => ({
      path: `record/${path}`,
      text,
    })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { standing, steps, files: [...files, { path: 'SHA256SUMS', text: hashes(files) }] };
}

function stepsJson(
  { result, header }: ReportInput,
  steps: readonly PlanStep[],
  standing: BundleStanding,
): string {
  const { runId, target, emulated } = result;
  return prettyJson({
    requirement: REQUIREMENT,
    run: { runId, target, emulated, command: header.command ?? null, versions: header.versions },
    standing,
    steps,
  });
}

/** As `sha256sum -c` reads it. */
function hashes(files: readonly ReportFile[]): string {
  return files
    .map(({ path, text }) => `${createHash('sha256').update(text, 'utf8').digest('hex')}  ${path}\n`)
    .join('');
}
