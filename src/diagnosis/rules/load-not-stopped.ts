import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, when } from '../facts.ts';

/** What sent the load was told to stop, and went on, or could have. */
export function loadNotStopped({ plan, timeline }: Facts): Finding | undefined {
  const edges = timeline.of('load');
  const stopped = edges.findLast(({ edge }) => edge === 'stopped');
  if (stopped === undefined || stopped.completed !== false) return undefined;
  const asked = edges.find(({ edge }) => edge === 'stop');
  const sentAfter = timeline.of('request').filter(({ sentAt }) => sentAt > (asked?.at ?? stopped.at)).length;
  return {
    id: 'LOAD_NOT_STOPPED',
    title: 'The load went on after it was told to stop',
    hop: 'load',
    evidence: [
      ...(asked === undefined
        ? []
        : [`${when(timeline, asked.at)} told to stop: ${asked.detail ?? 'no word on how'}`]),
      `${when(timeline, stopped.at)} still there: ${stopped.detail ?? 'no word on what'}`,
      ...(sentAfter > 0 ? [`${sentAfter} images sent meanwhile`] : []),
    ],
    fix: `See who scales ${plan.scenario.load.sender.name} up again, and whether its program ends on SIGTERM.`,
  };
}
