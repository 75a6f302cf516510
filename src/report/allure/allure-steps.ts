import type { HopTime } from '../../record/run-record.ts';
import { formatDuration } from '../../units/duration.ts';
import type { Instant } from '../../units/instant.ts';
import type { Hop, Verdict } from '../../verdict/verdict.ts';
import type { AllureAttachment, AllureStatus, AllureStep } from './allure-result.ts';

const EMPTY = { stage: 'finished', steps: [], attachments: [], parameters: [] } as const;

/** A step without parts of its own. */
export function step(
  name: string,
  status: AllureStep['status'],
  [start, stop]: readonly [Instant, Instant],
  parts: { readonly steps?: readonly AllureStep[]; readonly attachments?: readonly AllureAttachment[] } = {},
): AllureStep {
  return { name, status, ...EMPTY, start: Math.round(start), stop: Math.round(stop), ...parts };
}

/** What an assertion wanted, by which arithmetic, and what it saw. */
export function verdictSteps(verdict: Verdict, status: AllureStatus): readonly AllureStep[] {
  const { from, to } = verdict.window;
  const bounds = (verdict.arithmetic ?? []).map((line) => step(`bound ${line}`, 'passed', [from, from]));
  return [
    step(`wanted: ${verdict.expected}`, 'passed', [from, from], { steps: bounds }),
    step(`seen: ${verdict.observed}, ${verdict.samples} samples`, status, [from, to]),
  ];
}

/** The chain of hops as steps: those that the signal reached, the one that broke, and those behind it. */
export function hopSteps(
  title: string,
  hops: readonly HopTime[],
  origin: Instant,
  broken: Hop | undefined,
): readonly AllureStep[] {
  if (hops.length === 0) return [];
  let at = origin;
  const steps = hops.map((hop) => {
    const start = hop.at === null ? at : hop.at - (hop.tookMs ?? 0);
    const stop = hop.at ?? at;
    at = stop;
    const took = hop.tookMs === null ? '' : ` after ${formatDuration(hop.tookMs)}`;
    const status = hop.hop === broken ? 'failed' : hop.at === null ? 'skipped' : 'passed';
    return step(`${hop.hop}${took}: ${hop.evidence}`, status, [start, stop]);
  });
  const status = steps.some((one) => one.status === 'failed') ? 'failed' : 'passed';
  return [step(title, status, [origin, at], { steps })];
}
