import { canonicalJson } from '../record/canonical-json.ts';
import type { RunHeader } from '../record/run-record.ts';

/** What two runs have to share, by the name under which a reader knows it. */
const SHARED: Readonly<Record<string, (header: RunHeader) => unknown>> = {
  scenario: ({ plan }) => plan.scenario.name,
  target: ({ target, emulated }) => `${target}${emulated ? ' (emulated GPUs)' : ''}`,
  timing: ({ plan }) => plan.timing,
  'plan: load': ({ plan }) => ({
    ...plan.scenario.load,
    // Of Poisson arrivals another seed gives other counts of the same load.
    stages: plan.stages.map(({ arrivals, ...stage }) => stage),
  }),
  'plan: GPU nodes': ({ plan }) => plan.scenario.gpuNodes,
  'plan: pipeline': ({ plan }) => plan.scenario.pipeline,
  'plan: strikes': ({ plan }) => plan.scenario.strikes,
};

/** What a candidate may have changed, because it is what the comparison is about. All runs of one side share it. */
const VARIED: Readonly<Record<string, (header: RunHeader) => unknown>> = {
  'plan: workload': ({ plan }) => plan.scenario.workload,
  'plan: HPA': ({ plan }) => plan.scenario.hpa,
  'plan: existing objects': ({ plan }) => plan.scenario.existing ?? null,
};

/** What may differ anywhere; where it does it is said, because it may be what made the difference. */
const TOLD = { versions: ({ versions }: RunHeader) => versions };

/** Why runs cannot be compared, a line each; empty when they can. */
export function whyNotComparable(
  base: readonly RunHeader[],
  candidate: readonly RunHeader[],
): readonly string[] {
  const [first] = base;
  if (first === undefined) return [];
  return [
    ...differing(SHARED, first, [...base.slice(1), ...candidate]),
    ...differing(VARIED, first, base.slice(1)),
    ...differing(VARIED, candidate[0] ?? first, candidate.slice(1)),
  ];
}

/** What differs and is compared all the same, a line each: between the first run of each side, and within a side. */
export function whatChanged(base: readonly RunHeader[], candidate: readonly RunHeader[]): readonly string[] {
  const [first, other] = [base[0]!, candidate[0]!];
  return [
    ...Object.entries({ ...VARIED, ...TOLD }).flatMap(([name, part]) =>
      pathsThatDiffer(part(first), part(other)).map(
        ({ path, one, other: changed }) => `${name}${path}: ${one} -> ${changed}`,
      ),
    ),
    ...differing(TOLD, first, base.slice(1)).map((line) => `within the base, ${line}`),
    ...differing(TOLD, other, candidate.slice(1)).map((line) => `within the candidate, ${line}`),
  ];
}

/** For each part, the first run that has another one. */
function differing(parts: typeof SHARED, one: RunHeader, others: readonly RunHeader[]): readonly string[] {
  return Object.entries(parts).flatMap(([name, part]) => {
    for (const other of others) {
      const [first] = pathsThatDiffer(part(one), part(other));
      if (first === undefined) continue;
      return [
        `${name}${first.path} is ${first.one} in run ${one.runId} and ${first.other} in run ${other.runId}`,
      ];
    }
    return [];
  });
}

interface Differing {
  readonly path: string;
  readonly one: string;
  readonly other: string;
}

function pathsThatDiffer(one: unknown, other: unknown, path = ''): readonly Differing[] {
  if (isTree(one) && isTree(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
    return keys.flatMap((key) =>
      pathsThatDiffer(one[key], other[key], path === '' ? ` ${key}` : `${path}.${key}`),
    );
  }
  const [left, right] = [textOf(one), textOf(other)];
  return left === right ? [] : [{ path, one: left, other: right }];
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  const text = value === undefined ? 'absent' : canonicalJson(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
