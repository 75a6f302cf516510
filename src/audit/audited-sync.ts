import { parseQuantity } from '../hpa/quantity.ts';
import type { Divergence } from '../record/run-record.ts';
import { type Attempt, sentencesOf } from './attempt.ts';
import type { Fit } from './doubt.ts';
import type { AuditedSync } from './hpa-audit.ts';
import { ratioOf, ruleOf } from './rule-of.ts';

/** A sync whose recomputation comes to what was seen. */
export function equalSync({ attempt: one, flux }: Fit): AuditedSync {
  return { ...baseOf(one), equal: true, ...(flux === undefined ? {} : { flux }) };
}

/** What was found about a sync that no recomputation explains. */
interface Found {
  /** Which input is not known. */
  readonly unknown: string | undefined;
  /** What tells of a restart, where one explains the decision. */
  readonly restart: string | undefined;
  readonly isRestart: boolean;
}

/** A sync that no recomputation explains, with the likeliest reason. */
export function divergentSync(one: Attempt, found: Found): AuditedSync {
  const base = baseOf(one);
  const { replicas } = base.recomputed;
  const told = describeDifference(one);
  const { kind, why } = reasonFor(found, told);
  return {
    ...base,
    equal: false,
    divergence: { at: base.at, class: kind, why, recomputed: replicas, observed: base.observed },
  };
}

function reasonFor(
  { unknown, restart, isRestart }: Found,
  told: string,
): { readonly kind: Divergence['class']; readonly why: string } {
  if (restart !== undefined) {
    const why = `the controller had forgotten all before: ${restart}; from an empty memory its decision is right`;
    return { kind: 'controller-restart', why };
  }
  if (unknown !== undefined) return { kind: 'unknown-input', why: `${told}; ${unknown}` };
  if (isRestart) {
    const why = `${told}; from an empty memory the decision is right, though nothing else tells of a restart`;
    return { kind: 'controller-restart', why };
  }
  return { kind: 'our-bug', why: `${told}; every input is on record and no other flag explains it` };
}

function describeDifference({ reconciled, after }: Attempt): string {
  const { status } = reconciled.decision;
  if (status.desiredReplicas !== after.desired)
    return `the rules give ${status.desiredReplicas}, the HPA set ${after.desired}`;
  const reasons = (list: readonly { readonly reason: string }[]) =>
    list.map(({ reason }) => reason).join(', ');
  return `both keep to ${after.desired}, but the HPA says ${reasons(after.conditions)} at ${after.metrics[0]?.value ?? 'no value'}, and the rules ${reasons(status.conditions)}`;
}

function baseOf(one: Attempt): Omit<AuditedSync, 'equal'> {
  const { workings, status } = one.reconciled.decision;
  const { read } = one;
  const ratio = ratioOf(one);
  const { proposal, stabilized } = workings;
  // Without a size the status keeps an old desiredReplicas, and the target keeps the size that it has.
  const isKept = proposal === undefined && one.reconciled.decision.scaleTo === undefined;
  const { desiredReplicas } = status;
  const { current, desired } = one.after;
  return {
    at: read.askedAt,
    inputs: {
      values: valuesOf(read.items),
      ...(read.resource === undefined ? {} : { resource: resourceOf(read.resource) }),
      ...(read.status === 200 ? {} : { problem: read.detail ?? `status ${read.status}` }),
      current,
      pods: one.pods.pods.map(({ name, phase, ready, deleting }) => ({
        pod: name,
        phase,
        ready: ready?.status === 'True',
        deleting,
      })),
    },
    recomputed: {
      ...(ratio === undefined ? {} : { ratio }),
      ...(proposal === undefined ? {} : { proposal }),
      ...(stabilized === undefined ? {} : { stabilized }),
      replicas: isKept ? current : desiredReplicas,
      rule: ruleOf(one),
      sentences: sentencesOf(one),
    },
    observed: isKept && desired === desiredReplicas ? current : desired,
  };
}

function resourceOf({ metric, items }: NonNullable<Attempt['read']['resource']>) {
  return { name: metric, values: valuesOf(items) };
}

// What is no quantity is no value to the recomputation either.
function valuesOf(items: Attempt['read']['items']) {
  return items.flatMap(({ pod, value }) => {
    const units = unitsOf(value);
    return units === undefined ? [] : [{ pod, value: units }];
  });
}

function unitsOf(value: string): number | undefined {
  const quantity = parseQuantity(value);
  return quantity && Number(quantity.unscaled) * 10 ** quantity.exponent;
}
