import type { Status } from '../../verdict/verdict.ts';
import type { ReportInput } from '../report.ts';
import type { PlanStep } from './test-plan.ts';

/** What a bundle may be held up for. */
export interface BundleStanding {
  readonly status: Status;
  /** Why it is no pass, or what a pass does not mean; empty for a pass on real accelerators. */
  readonly reasons: readonly string[];
  /** Steps that the record says nothing of, so that a pass does not mean them. */
  readonly unrecorded: readonly string[];
  /** Whether it proves something about a product: a pass on a cluster with real accelerators. */
  readonly isProductEvidence: boolean;
}

/** A pass needs a whole record, a passed run and every step proved; what is emulated proves nothing about a product. */
export function standingOf(
  { result, header }: ReportInput,
  steps: readonly PlanStep[],
  damagedLines: number,
): BundleStanding {
  const contradicted = steps.filter(({ state }) => state === 'contradicted');
  const open = steps.filter(({ state }) => state === 'not-proved');
  const faults = result.verdicts.filter(({ status }) => status === 'failed');
  const doubts = result.verdicts.filter(({ status }) => status === 'inconclusive');
  const reasons = [
    ...contradicted.map(({ step }) => `contradicted: ${step}`),
    ...faults.map(({ assertion }) => `assertion ${assertion} failed`),
    ...(result.end?.reason === 'completed' ? [] : ['the run did not end in order']),
    ...(damagedLines === 0 ? [] : [`${damagedLines} lines of the record cannot be read`]),
    ...(result.load.delivered ? [] : ['the load was not delivered as asked']),
    ...open.map(({ step }) => `not proved: ${step}`),
    ...doubts.map(({ assertion }) => `assertion ${assertion} is inconclusive`),
    ...(result.verdicts.length === 0 ? ['the run asserted nothing'] : []),
  ];
  const isFailed = contradicted.length > 0 || faults.length > 0;
  const status = isFailed ? 'failed' : reasons.length > 0 ? 'inconclusive' : 'passed';
  const unreal = unrealReason(header);
  return {
    status,
    reasons: [...reasons, ...(unreal === undefined ? [] : [unreal])],
    unrecorded: steps.filter(({ state }) => state === 'not-recorded').map(({ step }) => step),
    isProductEvidence: status === 'passed' && unreal === undefined,
  };
}

/** Why a run, however it ended, is no evidence for a product; `undefined` when it may be. */
export function unrealReason({
  target,
  emulated,
}: Pick<ReportInput['header'], 'target' | 'emulated'>): string | undefined {
  if (target === 'twin') return 'the run was computed by the twin: nothing was run';
  return emulated ? 'the accelerators were emulated: this proves the test, not a product' : undefined;
}
