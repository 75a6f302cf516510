import type { ReportInput } from '../report.ts';
import type { BundleStanding } from './standing.ts';
import { REQUIREMENT } from './test-plan.ts';

/** The entry of the checklist for `PRODUCT.yaml`; `Implemented` only when the record proves it on real accelerators. */
export function productLines({ result, header }: ReportInput, standing: BundleStanding): string {
  const { id, section, description, level, kar } = REQUIREMENT;
  const status = standing.isProductEvidence ? 'Implemented' : '';
  const run = `scaleproof ${header.versions.scaleproof ?? ''}, run ${result.runId}, ${result.startedAt} to ${result.endedAt}`;
  const notes = standing.isProductEvidence
    ? `Test plan of ${kar} executed: ${run}. Every file is listed with its hash in SHA256SUMS.${standing.unrecorded.map((step) => ` Not on record: ${step}.`).join('')}`
    : `NOT TO BE SUBMITTED. ${run}: ${standing.reasons.join('; ')}.`;
  return [
    `# Goes into PRODUCT.yaml under spec.${section}; evidence wants the public address of this folder.`,
    `- id: ${id}`,
    `  description: ${JSON.stringify(description)}`,
    `  level: ${level}`,
    `  status: ${JSON.stringify(status)}`,
    '  evidence:',
    `    - ${JSON.stringify('<public address of this folder>/README.md')}`,
    `  notes: ${JSON.stringify(notes)}`,
    '',
  ].join('\n');
}
