import type { Scenario } from '../scenario/schema.ts';

type Behavior = NonNullable<Scenario['hpa']['behavior']>;
type Rules = NonNullable<Behavior['scaleUp']>;

const DEFAULTS: Readonly<Record<'up' | 'down', NonNullable<Rules['policies']>>> = {
  up: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
  down: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/** How long the HPA's scaling policies make a change of size take, apart from everything else. */
export interface PolicyTime {
  /** From the first step to the last, milliseconds; infinite when the policies forbid the change. */
  readonly ms: number;
  /** The sizes passed through, for example `1 -> 4 -> 5`. */
  readonly sizes: readonly number[];
}

/**
 * Walks the policies from one size to another, one sync at a time, as HPA v2 limits each step: without
 * `behavior` to max(2 x size, 4) upwards and at once downwards; with it, to the policies' budget per period.
 */
export function policyTime(from: number, to: number, hpa: Scenario['hpa'], syncMs: number): PolicyTime {
  const up = to > from;
  const rules = up ? hpa.behavior?.scaleUp : hpa.behavior?.scaleDown;
  const steps: { readonly at: number; readonly change: number }[] = [];
  const sizes = [from];
  let size = from;
  // A policy of 1 pod per 1800 s is the slowest there is; past this many syncs something forbids the change.
  for (let sync = 0; sync < 200_000; sync++) {
    const at = sync * syncMs;
    const limit = hpa.behavior ? budget(size, at, up, rules, steps) : up ? Math.max(2 * size, 4) : 0;
    const next = up ? Math.min(to, Math.max(size, limit)) : Math.max(to, Math.min(size, limit));
    if (next !== size) {
      steps.push({ at, change: next - size });
      sizes.push(next);
      size = next;
    }
    if (size === to) return { ms: at, sizes };
    if (rules?.selectPolicy === 'Disabled') break;
  }
  return { ms: Number.POSITIVE_INFINITY, sizes };
}

function budget(
  size: number,
  at: number,
  up: boolean,
  rules: Rules | undefined,
  steps: readonly { readonly at: number; readonly change: number }[],
): number {
  if (rules?.selectPolicy === 'Disabled') return size;
  const limits = (rules?.policies ?? DEFAULTS[up ? 'up' : 'down']).map((policy) => {
    // At worst an HPA is in step with its sync ticks and an event exactly one period old still counts (hence >=).
    const recent = steps.filter((step) => step.at >= at - policy.periodSeconds * 1000);
    const start = size - recent.reduce((sum, step) => sum + step.change, 0);
    const sign = up ? 1 : -1;
    if (policy.type === 'Pods') return start + sign * policy.value;
    const share = start * (1 + (sign * policy.value) / 100);
    return up ? Math.ceil(share) : Math.trunc(share);
  });
  const widest = rules?.selectPolicy !== 'Min';
  return up === widest ? Math.max(...limits) : Math.min(...limits);
}
