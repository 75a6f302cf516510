import type { DescribedEvent } from '../../hpa/kubectl/described-hpa.ts';
import type { PublishedFinding } from './finding.ts';
import { isDated, type SizeEvent } from './size-events.ts';

/** What a Deployment says it did. */
interface Scaling {
  readonly line: number;
  readonly replicaSet: string;
  readonly from: number | undefined;
  readonly to: number;
  readonly fromMs: number;
}

/** Events of the same second are up to so far apart when both ages are whole seconds. */
const SAME_MS = 2000;
/** A Deployment controller that is busy takes so long at most. */
const LATE_MS = 30_000;

/** Holds the rescales of an HPA against what its Deployment did at the same time. */
export function judgeDeployment(
  events: readonly SizeEvent[],
  deployment: readonly DescribedEvent[],
): readonly PublishedFinding[] {
  const scalings = deployment.flatMap(scalingOf).sort((a, b) => b.fromMs - a.fromMs);
  // In a roll-out two replica sets share the size.
  if (new Set(scalings.map(({ replicaSet }) => replicaSet)).size > 1) return [];
  return [...events.filter(isDated).flatMap((event) => judgeEvent(event, scalings)), ...judgeChain(scalings)];
}

function scalingOf({ line, reason, message, age, count }: DescribedEvent): readonly Scaling[] {
  const match = /^Scaled (?:up|down) replica set (\S+)(?: from (\d+))? to (\d+)(?: from (\d+))?$/.exec(
    message,
  );
  if (reason !== 'ScalingReplicaSet' || match === null || age === undefined || count > 1) return [];
  const from = match[2] ?? match[4];
  return [
    {
      line,
      replicaSet: match[1]!,
      from: from === undefined ? undefined : Number(from),
      to: Number(match[3]),
      fromMs: age.fromMs,
    },
  ];
}

function judgeEvent(
  { line, size, age }: SizeEvent,
  scalings: readonly Scaling[],
): readonly PublishedFinding[] {
  const near = scalings.filter(({ fromMs }) => Math.abs(fromMs - age.fromMs) <= SAME_MS);
  if (near.length === 0) return [];
  const twin = scalings.find(({ to, fromMs }) => to === size && Math.abs(fromMs - age.fromMs) <= LATE_MS);
  if (twin !== undefined)
    return [
      {
        standing: 'possible',
        line,
        says: `New size ${size} is what the Deployment went to (line ${twin.line})`,
      },
    ];
  const told = near.map(({ to, line: at }) => `${to} (line ${at})`).join(', ');
  return [
    {
      standing: 'impossible',
      line,
      says: `New size ${size}, while the Deployment went to ${told} at that time`,
    },
  ];
}

/** Of one replica set, each step starts where the one before ended. */
function judgeChain(scalings: readonly Scaling[]): readonly PublishedFinding[] {
  return scalings.flatMap((one, index) => {
    const before = scalings[index - 1];
    if (before === undefined || one.from === undefined || one.from === before.to) return [];
    if (one.fromMs === before.fromMs) return [];
    const says = `the replica set goes on from ${one.from}, after it went to ${before.to} (line ${before.line})`;
    return [{ standing: 'impossible' as const, line: one.line, says }];
  });
}
