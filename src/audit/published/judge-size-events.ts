import { scaleUpLimit } from '../../hpa/rate-limits.ts';
import { formatDuration } from '../../units/duration.ts';
import type { PublishedFinding } from './finding.ts';
import type { HpaRules } from './hpa-rules.ts';
import { judgeEventBounds } from './judge-event-bounds.ts';
import { mostBySteps } from './policy-budget.ts';
import { makesSense, type SizeEvent } from './size-events.ts';

/** Recomputes what the rescales of an HPA, oldest first, say of each other. */
export function judgeSizeEvents(
  events: readonly SizeEvent[],
  rules: HpaRules,
  windowMs: number | undefined,
): readonly PublishedFinding[] {
  return events.flatMap((event, index) => {
    const before = events[index - 1];
    return [
      ...judgeEventBounds(event, rules),
      ...(before === undefined || event.isAfterGap ? [] : judgeStep(events.slice(0, index), event, rules)),
      ...judgeWindow(events.slice(0, index), event, rules, windowMs),
    ];
  });
}

/** One step: its direction is that of its reason, and it is no longer than the policies allow. */
function judgeStep(
  earlier: readonly SizeEvent[],
  event: SizeEvent,
  rules: HpaRules,
): readonly PublishedFinding[] {
  const before = earlier.at(-1)!;
  const { line, size, reason } = event;
  const step = `${before.size} (line ${before.line}) -> ${size}`;
  if (size === before.size)
    return [
      { standing: 'impossible', line, says: `${step} is no change, and an event is only written for one` },
    ];
  if (!makesSense(before, event)) {
    const says = `${step} goes the other way than "${reason}"`;
    return isRemembered(earlier, event, rules)
      ? [{ standing: 'not-enough', line, says: `${says}: only if a limit had cut an earlier recommendation` }]
      : [{ standing: 'impossible', line, says }];
  }
  const limit = mostBySteps(earlier, event, rules);
  if (limit === undefined) return [{ standing: 'possible', line, says: `${step}: "${reason}"` }];
  const isOver = size > before.size ? size > limit.size : size < limit.size;
  if (!isOver) return [{ standing: 'possible', line, says: `${step}: within ${limit.words}` }];
  const says = `${step} is more than ${limit.words}`;
  return [{ standing: limit.isCertain ? 'impossible' : 'not-enough', line, says }];
}

/** Without a behavior a size that the limit has just cut comes at the next syncs, whatever the metrics say then. */
function isRemembered(earlier: readonly SizeEvent[], { reason }: SizeEvent, { behavior }: HpaRules): boolean {
  if (typeof behavior !== 'string' || reason !== 'All metrics below target') return false;
  for (let index = earlier.length - 1; index >= 0; index--) {
    const [one, before] = [earlier[index]!, earlier[index - 1]];
    const isCut =
      before === undefined ? one.size >= 4 && one.size % 2 === 0 : one.size === scaleUpLimit(before.size);
    if (!isCut) return false;
    if (before === undefined || one.reason.endsWith('above target')) return true;
  }
  return false;
}

/** While a recommendation of the present size is in the window, the size does not fall. */
function judgeWindow(
  earlier: readonly SizeEvent[],
  event: SizeEvent,
  { behavior }: HpaRules,
  windowMs: number | undefined,
): readonly PublishedFinding[] {
  const before = earlier.at(-1);
  if (before === undefined || event.size >= before.size || !before.reason.endsWith('above target')) return [];
  const apartMs = before.age.belowMs - event.age.fromMs;
  const { line } = event;
  const step = `${before.size} was recommended (line ${before.line}) at most ${formatDuration(apartMs)} before ${before.size} -> ${event.size}`;
  if (windowMs !== undefined && apartMs <= windowMs)
    return [
      {
        standing: 'impossible',
        line,
        says: `${step}, within the scale-down window of ${formatDuration(windowMs)}`,
      },
    ];
  if (windowMs === undefined && apartMs <= STOCK_WINDOW_MS && behavior !== 'unknown')
    return [
      {
        standing: 'possible',
        line,
        says: `${step}: the controller's window is shorter than the stock ${formatDuration(STOCK_WINDOW_MS)}; a stock controller could not do it`,
      },
    ];
  return [];
}

const STOCK_WINDOW_MS = 300_000;
