import type { DescribedHpa } from '../../hpa/kubectl/described-hpa.ts';
import { impossible, open, type PublishedFinding } from './finding.ts';
import { COMPUTED } from './judge-conditions.ts';
import type { SizeEvent } from './size-events.ts';

/** The newest event names the size that is desired, unless it came after the status was read. */
export function judgeLastEvent(
  { pods, conditions }: DescribedHpa,
  events: readonly SizeEvent[],
): readonly PublishedFinding[] {
  const last = events.at(-1);
  if (last === undefined || pods === undefined) return [];
  const { desired, current } = pods.value;
  const able = conditions.find(({ type }) => type === 'AbleToScale')?.reason ?? '';
  const previous = last.isAfterGap ? undefined : events.at(-2);
  if (
    last.size === desired &&
    able === 'SucceededRescale' &&
    previous !== undefined &&
    previous.size !== current
  )
    return [
      impossible(
        pods.line,
        `${current} current before the rescale to ${desired}, and the rescale before that went to ${previous.size} (line ${previous.line})`,
      ),
    ];
  if (last.size === desired)
    return [
      {
        standing: 'possible',
        line: last.line,
        says: `New size ${last.size} is the desired one of line ${pods.line}`,
      },
    ];
  const isNewer = last.age.fromMs < 2000 && COMPUTED.includes(able);
  const before = events.at(-2)?.size;
  if (isNewer && (before === desired || (before === undefined && current === desired)))
    return [
      {
        standing: 'possible',
        line: last.line,
        says: `New size ${last.size} came after the status, whose desired ${desired} is the one before`,
      },
    ];
  const says = `New size ${last.size} is the newest rescale, and line ${pods.line} says that ${desired} are desired`;
  if (able === 'SucceededRescale' && current === last.size)
    return [open(last.line, `${says}: only if the event of that rescale came later than the status`)];
  return last.isAfterGap
    ? [open(last.line, `${says}: only if the events of later ones were dropped`)]
    : [impossible(last.line, says)];
}
