import type { DescribedHpa } from '../../hpa/kubectl/described-hpa.ts';
import { impossible, open, type PublishedFinding } from './finding.ts';
import { type HpaRules, scaleDownWindowMs } from './hpa-rules.ts';
import { jointProposals } from './joint-proposals.ts';
import { COMPUTED, judgeConditions } from './judge-conditions.ts';
import { judgeLastEvent } from './judge-last-event.ts';
import { judgeSize } from './judge-size.ts';
import { judgeSizeEvents } from './judge-size-events.ts';
import { shownOfDescribed } from './shown-metric.ts';
import { eventsOf, type SizeEvent } from './size-events.ts';
import { waysDescribed } from './ways-described.ts';

/** Recomputes what a described HPA says of itself: its bounds, its last decision, its events. */
export function judgeDescribed(described: DescribedHpa, rules: HpaRules): readonly PublishedFinding[] {
  const events = eventsOf(described.events ?? []);
  return [
    ...judgeConditions(described),
    ...judgeDecision(described, rules, events),
    ...judgeLastEvent(described, events),
    ...judgeSizeEvents(events, rules, scaleDownWindowMs(rules)),
  ];
}

/** The arithmetic of the sync that wrote this status. */
function judgeDecision(
  described: DescribedHpa,
  rules: HpaRules,
  events: readonly SizeEvent[],
): readonly PublishedFinding[] {
  const { conditions, pods, metrics } = described;
  const reason = (type: string): string => conditions.find((one) => one.type === type)?.reason ?? '';
  const line = metrics[0]?.line ?? pods?.line ?? described.line;
  if (pods === undefined) return [open(described.line, 'no line says how many pods there are')];
  const { current, desired } = pods.value;
  const able = reason('AbleToScale');
  const jump = jumped(described, rules);
  if (jump !== undefined) return [jump];
  if (!COMPUTED.includes(able)) return [unchanged(described, able, line)];
  const shown = metrics.flatMap((one) => shownOfDescribed(one.spec, one.current) ?? []);
  if (shown.length === 0) return [open(line, 'no metric has a value, so no size can be recomputed')];
  const all = jointProposals(shown, current, rules);
  // A metric that failed may ask for anything more, but holds a scale-down back.
  const proposals = shown.length === metrics.length ? all : all.filter(({ replicas }) => replicas >= current);
  const ways = waysDescribed({ current, result: desired, able, limited: reason('ScalingLimited') }, rules);
  return [
    judgeSize({ line, current, result: desired, proposals, ways, added: addedPods(events, current, rules) }),
  ];
}

/** Outside of the bounds no metric is asked, and none is shown. */
function jumped(
  { pods, metrics, conditions }: DescribedHpa,
  { minReplicas, maxReplicas }: HpaRules,
): PublishedFinding | undefined {
  const { current = 0, desired = 0 } = pods?.value ?? {};
  const line = pods?.line ?? 1;
  const able = conditions.find(({ type }) => type === 'AbleToScale')?.reason;
  if (able !== 'SucceededRescale' || metrics.some((one) => one.current !== undefined)) return undefined;
  if (maxReplicas !== undefined && current > maxReplicas && desired === maxReplicas)
    return {
      standing: 'possible',
      line,
      says: `${current} -> ${desired}: above maxReplicas, so no metric was asked`,
    };
  if (minReplicas !== undefined && current < minReplicas && desired === minReplicas)
    return {
      standing: 'possible',
      line,
      says: `${current} -> ${desired}: below minReplicas, so no metric was asked`,
    };
  return undefined;
}

function unchanged({ conditions, metrics }: DescribedHpa, able: string, line: number): PublishedFinding {
  const active = conditions.find(({ type }) => type === 'ScalingActive');
  if (
    able === 'SucceededGetScale' &&
    active?.status === 'False' &&
    metrics.some((one) => one.current === undefined)
  )
    return {
      standing: 'possible',
      line,
      says: `${active.reason}: without a value no size is computed, and the desired one stays as it was`,
    };
  if (able === 'SucceededGetScale' && active?.status === 'True')
    return impossible(
      active.line,
      'ScalingActive is True, and AbleToScale still says SucceededGetScale: a sync that computed a size says what it did with it',
    );
  return open(
    line,
    `AbleToScale says ${able === '' ? 'nothing' : able}: the last sync computed no size, so there is nothing to recompute`,
  );
}

/** Pods that came with scale-ups of late, so that they may not have started. */
function addedPods(
  events: readonly SizeEvent[],
  current: number,
  { startupMs, minReplicas = 1 }: HpaRules,
): number {
  const first = events.findIndex(
    ({ reason, age }) => reason.endsWith('above target') && age.fromMs <= startupMs,
  );
  if (first === -1) return 0;
  return Math.max(0, current - (events[first - 1]?.size ?? Math.max(1, minReplicas)));
}
