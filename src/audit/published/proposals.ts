import { float, type Int64 } from '../../hpa/int64.ts';
import { proposalAfterFilling } from '../../hpa/proposal.ts';
import { isWithin, type Tolerances } from '../../hpa/tolerances.ts';

/** A value beside its target, and how the calculator makes a size of them. */
export interface ShownMetric {
  /** `pods`: an average over the pods; `ready`: a value times the ready pods; `shared`: a value over the replicas. */
  readonly kinds: readonly ('pods' | 'ready' | 'shared')[];
  /** Milli-units, or percent of the requests. */
  readonly current: Int64;
  readonly target: Int64;
  /** What a pod without a sample counts for on the way down: the target, or all of its request. */
  readonly assumed: Int64;
  readonly unit: '' | '%';
  /** Every sample is a whole number, so that the average tells how many there were. */
  readonly isWhole: boolean;
}

/** A size that a metric may propose, and how many pods must have been without a sample for that. */
export interface Proposal {
  readonly replicas: number;
  readonly silent: number;
  /** The arithmetic, made only where it is told. */
  readonly words: () => string;
}

/** More pods than these are taken as all reporting or all but some, not in every mixture. */
const MANY = 120;

/** Every size that the metric may propose at `current` replicas; the one with the fewest silent pods of each size. */
export function proposalsOf(
  metric: ShownMetric,
  current: number,
  tolerances: Tolerances,
): ReadonlyMap<number, Proposal> {
  const found = new Map<number, Proposal>();
  const note = (proposal: Proposal): void => {
    const known = found.get(proposal.replicas);
    if (known === undefined || known.silent > proposal.silent) found.set(proposal.replicas, proposal);
  };
  for (const kind of metric.kinds)
    for (let reporting = current; reporting >= (kind === 'ready' ? 0 : 1); reporting--) {
      if (kind === 'pods' && metric.isWhole && !isAverageOf(metric.current, reporting)) continue;
      const silent = current - reporting;
      for (const assumed of kind === 'pods' ? assumedCounts(silent) : [0])
        note(propose(kind, metric, { current, reporting, silent, assumed }, tolerances));
    }
  return found;
}

/** Whether so many whole samples can have this average in milli-units, cut off as the controller does it. */
function isAverageOf(average: Int64, samples: number): boolean {
  const sum = Math.ceil((float(average) * samples) / 1000);
  return Math.trunc((sum * 1000) / samples) === float(average);
}

/** How the pods stood: those with a sample, those without, and how many of these were given an assumed one. */
interface Pods {
  readonly current: number;
  readonly reporting: number;
  readonly silent: number;
  readonly assumed: number;
}

function assumedCounts(silent: number): readonly number[] {
  if (silent > MANY) return [silent, 0];
  return Array.from({ length: silent + 1 }, (_, index) => silent - index);
}

function propose(
  kind: ShownMetric['kinds'][number],
  metric: ShownMetric,
  pods: Pods,
  tolerances: Tolerances,
): Proposal {
  const ratio = float(metric.current) / float(metric.target);
  const { current, reporting, silent } = pods;
  const shown = (): string =>
    `${text(metric.current, metric)}/${text(metric.target, metric)} = ${round(ratio)}`;
  const stay = (replicas: number): Proposal => ({
    replicas,
    silent,
    words: () => `${shown()} is within the tolerance, which proposes the size as it is, ${replicas}`,
  });
  if (kind === 'shared') {
    // The average shown is rounded up, so the whole value is at most that times the replicas.
    if (isWithin(tolerances, ratio)) return stay(reporting);
    const replicas = Math.ceil(ratio * reporting);
    const times = reporting === 1 ? '1 replica' : `${reporting} replicas`;
    return { replicas, silent, words: () => `${shown()}, times ${times}, proposes ${replicas}` };
  }
  // At exactly 1 nothing is filled in.
  if (kind === 'pods' && pods.assumed > 0 && ratio !== 1)
    return filled(metric, pods, ratio, tolerances, shown);
  if (isWithin(tolerances, ratio)) return stay(current);
  const product = ratio * reporting;
  const replicas = Math.ceil(product);
  const whom = silent === 0 ? counted(reporting) : `the ${reporting} of ${current} pods that counted`;
  return {
    replicas,
    silent,
    words: () => `${shown()}, times ${whom} = ${round(product)}, proposes ${replicas}`,
  };
}

/** Some pods without a sample were given one: idle on the way up, on target on the way down. */
function filled(
  metric: ShownMetric,
  { current, reporting, silent, assumed }: Pods,
  ratio: number,
  tolerances: Tolerances,
  shown: () => string,
): Proposal {
  const count = reporting + assumed;
  const each = ratio < 1 ? float(metric.assumed) : 0;
  const average = Math.trunc((float(metric.current) * reporting + each * assumed) / count);
  const second = average / float(metric.target);
  const replicas = proposalAfterFilling(current, tolerances, ratio, second, count);
  const have = assumed === 1 ? 'has' : 'have';
  const words = (): string =>
    `${shown()} on ${reporting} of ${current} pods, ${round(second)} with ${assumed} that ${have} no sample yet, proposes ${replicas}`;
  return { replicas, silent, words };
}

function counted(pods: number): string {
  return pods === 1 ? '1 pod' : `${pods} pods`;
}

function text(value: Int64, { unit }: ShownMetric): string {
  return unit === '%' ? `${value}%` : String(float(value) / 1000);
}

function round(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
