import type { Verdict } from '../../verdict/verdict.ts';
import type { ReportInput } from '../report.ts';
import { PLAN_STEPS, type PlanStep, type PlanStepId } from './test-plan.ts';

/** One step with its words. */
export function step(
  id: PlanStepId,
  state: PlanStep['state'],
  evidence: readonly string[],
  assertions: readonly string[] = [],
): PlanStep {
  return { id, step: PLAN_STEPS[id], state, evidence, assertions };
}

/** Narrows a state to what the assertions say: without the assertion, or without its pass, nothing is proved. */
export function restingOn(
  { result }: ReportInput,
  proved: PlanStep,
  ...assertions: readonly string[]
): PlanStep {
  const found = assertions.map((id) => ({
    id,
    verdict: result.verdicts.find(({ assertion }) => assertion === id),
  }));
  const evidence = [...proved.evidence, ...found.map(({ id, verdict }) => wordsOf(id, verdict))];
  const isFailed = found.some(({ verdict }) => verdict?.status === 'failed');
  const isPassed = found.every(({ verdict }) => verdict?.status === 'passed');
  const state = isFailed ? 'contradicted' : isPassed ? proved.state : 'not-proved';
  return { ...proved, state, evidence, assertions };
}

function wordsOf(id: string, verdict: Verdict | undefined): string {
  if (verdict === undefined) return `the scenario has no assertion ${id}, so nothing proves this step`;
  const arithmetic = (verdict.arithmetic ?? []).map((line) => ` [${line}]`).join('');
  return `assertion ${id} ${verdict.status}: ${verdict.observed}${arithmetic}`;
}

/** `1 replica wanted`, `4 replicas wanted`. */
export function wanted(replicas: number): string {
  return replicas === 1 ? '1 replica wanted' : `${replicas} replicas wanted`;
}
