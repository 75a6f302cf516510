import type { PublishedFinding } from './finding.ts';
import type { Proposal } from './proposals.ts';

/** A way in which the HPA comes from a proposal to the size that the text shows. */
export interface Way {
  readonly fits: (proposal: number) => boolean;
  /** What follows the arithmetic of the proposal, for example `the size that the text shows`. */
  readonly words: string;
  /** What must have been so although the text does not say it. */
  readonly needs?: string;
}

/** One decision that a text shows. */
export interface ShownDecision {
  readonly line: number;
  readonly current: number;
  readonly result: number;
  /** The plainest first. */
  readonly proposals: readonly Proposal[];
  readonly ways: readonly Way[];
  /** Pods that the text shows to be new, so that they may well have had no sample yet. */
  readonly added: number;
}

/** Looks for the plainest way from the metrics to the size; without any, the text is impossible. */
export function judgeSize(decision: ShownDecision): PublishedFinding {
  const { line, current, result, proposals, ways, added } = decision;
  const best = ways
    .flatMap((way) => {
      const proposal = proposals.find(({ replicas }) => way.fits(replicas));
      if (proposal === undefined) return [];
      const isUnseen = proposal.silent > added;
      return [{ way, proposal, cost: (way.needs === undefined ? 0 : 2) + (isUnseen ? 1 : 0), isUnseen }];
    })
    .sort((a, b) => a.cost - b.cost || a.proposal.silent - b.proposal.silent)[0];
  if (best === undefined) return contradiction(decision);
  const { way, proposal, isUnseen } = best;
  const needs = [
    ...(isUnseen
      ? [`${proposal.silent} of ${current} pods had no sample, and the text shows no reason why`]
      : []),
    ...(way.needs === undefined ? [] : [way.needs]),
  ];
  const story = `${proposal.words()}; ${way.words}`;
  return needs.length === 0
    ? { standing: 'possible', line, says: `${current} -> ${result}: ${story}` }
    : {
        standing: 'not-enough',
        line,
        says: `${current} -> ${result} only if ${needs.join(', and ')}: ${story}`,
      };
}

function contradiction({ line, current, result, proposals, ways }: ShownDecision): PublishedFinding {
  const plain = proposals[0];
  const sizes = [...new Set(proposals.map(({ replicas }) => replicas))].sort((a, b) => a - b);
  const others = sizes.length > 1 ? ` With pods that had no sample: ${list(sizes)}.` : '';
  const wanted = [...new Set(ways.map(({ words }) => words))].join('; or ');
  const arithmetic =
    plain === undefined ? 'no proposal comes from what is shown.' : `${plain.words()}.${others}`;
  const leads = wanted === '' ? 'Nothing' : `None of that leads`;
  return {
    standing: 'impossible',
    line,
    says: `${current} -> ${result} cannot be: ${arithmetic} ${leads} to ${result}${wanted === '' ? ' is allowed here' : `, which would be ${wanted}`}.`,
  };
}

function list(sizes: readonly number[]): string {
  return sizes.length <= 8 ? sizes.join(', ') : `${sizes.slice(0, 8).join(', ')} ... ${sizes.at(-1)}`;
}
