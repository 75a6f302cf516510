import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, when } from '../facts.ts';

/** The load was not what the scenario asked for: none at all, the generator died, or it could not keep up. */
export function loadNotDelivered({ plan, timeline, attestation }: Facts): Finding | undefined {
  if (attestation.delivered) return undefined;
  const evidence = firstLines(attestation.problems, 6);
  if (plan.arrivals.length === 0) {
    return {
      id: 'NO_LOAD',
      title: 'The scenario asks for no load',
      hop: 'load',
      evidence,
      fix: 'Give at least one stage a rate above 0: without load there is nothing to prove.',
    };
  }
  const end = timeline.of('load').findLast((edge) => edge.edge === 'end');
  const struck = timeline.of('component').filter((seen) => seen.component === 'k6' && seen.change !== 'up');
  if (end?.completed === false || struck.length > 0) {
    const blows = struck.map(
      (seen) => `${when(timeline, seen.at)} k6 ${seen.change}${seen.detail ? `: ${seen.detail}` : ''}`,
    );
    return {
      id: 'LOAD_GENERATOR_DIED',
      title: 'The load generator ended before its time',
      hop: 'load',
      evidence: [...evidence, ...firstLines(blows)],
      fix: "Read the load generator's log in the run's folder, then run again.",
    };
  }
  return {
    id: 'LOAD_NOT_DELIVERED',
    title: 'The load was not delivered as asked',
    hop: 'load',
    evidence,
    fix: 'Lower the rate, or give the machine of the load generator more CPU; the service is not to be judged by this run.',
  };
}
