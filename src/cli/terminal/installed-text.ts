import type { VerifiedPipeline } from '../../doctor/verify-pipeline.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatInstant, type Instant } from '../../units/instant.ts';
import { type CertificateFacts, describeCertificate } from '../../workload/adapter/certificate.ts';
import type { PipelinePiece } from '../../workload/pieces.ts';
import type { PlannedChange } from '../../workload/plan-pipeline.ts';
import type { PreparedCertificate } from '../../workload/prepare-pipeline.ts';

/** What an installation did, or would do. */
export interface Installed {
  readonly cluster: { readonly context: string; readonly server: string };
  readonly pieces: readonly PipelinePiece[];
  readonly changes: readonly PlannedChange[];
  readonly certificate?: PreparedCertificate;
  readonly verified?: VerifiedPipeline;
  readonly now: Instant;
}

const SIGNS = { create: '+', change: '~', none: '=' } as const;
const COLOURS = { '+': 32, '-': 31, '~': 33 } as const;

/** An installation as text or JSON: objects, certificate with its end, and what the API server answered. */
export function installedText(
  installed: Installed & { readonly dryRun: boolean },
  { output, colour }: { readonly output: 'text' | 'json'; readonly colour: boolean },
): string {
  const { changes, now, certificate, dryRun, ...rest } = installed;
  const facts = certificate && describeCertificate(certificate.certificate, now);
  if (output === 'json') {
    const shown = facts && {
      ...facts,
      endsAt: formatInstant(facts.endsAt),
      ...(certificate.madeBecause === undefined ? {} : { madeBecause: certificate.madeBecause }),
    };
    return `${JSON.stringify({ ...rest, dryRun, changes, certificate: shown }, null, 2)}\n`;
  }
  const lines = [
    ...changes.flatMap((change) => changeLines(change, dryRun, colour)),
    ...summary(changes, dryRun),
    ...(facts === undefined ? [] : certificateLines(facts, certificate?.madeBecause, dryRun)),
    ...valueLines(installed),
  ];
  return `${lines.join('\n')}\n`;
}

function changeLines(planned: PlannedChange, dryRun: boolean, colour: boolean): readonly string[] {
  const { object, change, difference, conflicts, foreign } = planned;
  if (foreign !== undefined) return [`! ${foreign}`];
  const lines = conflicts.map(({ field, owner }) => `    ! ${field} is owned by ${owner}`);
  if (change === 'none' && lines.length === 0) return [];
  const head = paint(`${SIGNS[change]} ${object}`, colour);
  const detail = dryRun && change === 'change' ? difference.map((line) => `    ${paint(line, colour)}`) : [];
  return [head, ...lines, ...detail];
}

function paint(line: string, colour: boolean): string {
  const code = COLOURS[line[0] as keyof typeof COLOURS];
  return colour && code !== undefined ? `\u001b[${code}m${line}\u001b[0m` : line;
}

function summary(changes: readonly PlannedChange[], dryRun: boolean): readonly string[] {
  const count = (change: PlannedChange['change']) => changes.filter((one) => one.change === change).length;
  const [made, changed] = dryRun ? ['would be made', 'would change'] : ['made', 'changed'];
  return [`${count('create')} ${made}, ${count('change')} ${changed}, ${count('none')} as they should be`];
}

function certificateLines(
  { names, endsAt, daysLeft }: CertificateFacts,
  madeBecause: string | undefined,
  dryRun: boolean,
): readonly string[] {
  const made = madeBecause === undefined ? 'kept' : `${dryRun ? 'would be made' : 'made'}: ${madeBecause}`;
  return [
    `certificate of ${names[0]} ends ${formatInstant(endsAt).slice(0, 10)}, in ${daysLeft} days; ${made}`,
  ];
}

function valueLines({ verified }: Installed): readonly string[] {
  if (verified === undefined) return [];
  const { metric, namespace, values, waitedMs, probed } = verified;
  const [first] = values;
  const more = values.length > 1 ? ` and ${values.length - 1} more` : '';
  const whose = probed ? ' (a probe, removed again)' : '';
  return [
    `✓ custom.metrics.k8s.io answers: ${metric} of pod ${namespace}/${first?.pod} is ${first?.value}${more}${whose}, after ${formatDuration(waitedMs)}`,
  ];
}
