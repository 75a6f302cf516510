import type { HpaRules } from './hpa-rules.ts';
import { type Proposal, proposalsOf, type ShownMetric } from './proposals.ts';

/** Every size that all metrics together may propose, the plainest first: the largest of them counts. */
export function jointProposals(
  metrics: readonly ShownMetric[],
  current: number,
  { tolerances, isAllReady, isWhole }: Pick<HpaRules, 'tolerances' | 'isAllReady' | 'isWhole'>,
): readonly Proposal[] {
  const each = metrics.map((metric) =>
    [
      ...proposalsOf({ ...metric, isWhole: isWhole && metric.unit === '' }, current, tolerances).values(),
    ].filter(({ silent }) => silent === 0 || !isAllReady),
  );
  const joint = each.flatMap((own, index) =>
    own.flatMap((proposal) => {
      const others = each
        .filter((_, other) => other !== index)
        .map((list) => leastSilent(list, proposal.replicas));
      if (!others.every((other) => other !== undefined)) return [];
      return [{ ...proposal, silent: Math.max(proposal.silent, ...others.map(({ silent }) => silent)) }];
    }),
  );
  return joint.sort((a, b) => a.silent - b.silent || a.replicas - b.replicas);
}

/** Of another metric: the plainest way not to ask for more. */
function leastSilent(list: readonly Proposal[], atMost: number): Proposal | undefined {
  return list
    .filter(({ replicas }) => replicas <= atMost)
    .reduce<Proposal | undefined>((best, one) => (best && best.silent <= one.silent ? best : one), undefined);
}
