import { gapsIn } from '../../sample/timeline.ts';
import { formatDuration } from '../../units/duration.ts';
import type { Finding } from '../../verdict/verdict.ts';
import { type Facts, firstLines, originOf, when } from '../facts.ts';

/** Prometheus could not be queried for part of the run, or was seen to die. */
export function prometheusUnreachable({ timeline }: Facts): Finding | undefined {
  const window = { from: originOf(timeline), to: timeline.endedAt };
  const gaps = gapsIn(timeline, ['prometheus'], window);
  const blows = timeline
    .of('component')
    .filter((seen) => seen.component === 'prometheus' && seen.change !== 'up' && seen.at >= window.from);
  if (gaps.length === 0 && blows.length === 0) return undefined;
  return {
    id: 'PROMETHEUS_UNREACHABLE',
    title: 'Prometheus was not there for part of the run',
    hop: 'prometheus',
    evidence: [
      ...blows.map(
        (seen) =>
          `${when(timeline, seen.at)} prometheus ${seen.change}${seen.detail ? `: ${seen.detail}` : ''}`,
      ),
      ...firstLines(
        gaps.map((gap) => {
          const to = gap.to ?? timeline.endedAt;
          const end = gap.to === null ? 'to the end of the run' : `for ${formatDuration(to - gap.from)}`;
          return `no answer from ${when(timeline, gap.from)} ${end}: ${gap.reason}`;
        }),
      ),
    ],
    fix: 'Bring Prometheus back (its pod, its memory limit, its address) and run again: what happened in the gap is not known.',
  };
}
