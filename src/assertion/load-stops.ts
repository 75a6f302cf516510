import type { LoadObservation } from '../sample/observation.ts';
import { formatDuration } from '../units/duration.ts';
import type { Instant } from '../units/instant.ts';
import { type Assertion, type Context, figureOf, offset, plural, type Ruling } from './assertion.ts';

/** Told to stop, the load stops in time: nothing is left that could send, and no image is accepted afterwards. */
export const loadStops: Assertion<'loadStops'> = {
  needs: ['prometheus', 'runner'],
  excusedBy: [],
  // What goes on sending after its end is a fault of its own, whatever was sent before.
  needsLoad: false,
  decide(planned, context) {
    const { timeline } = context;
    const withinMs = figureOf(planned, 'within');
    const edges = timeline.of('load');
    const asked = edges.find(({ edge }) => edge === 'stop');
    const stopped = edges.findLast(({ edge }) => edge === 'stopped');
    const base = {
      expected: `stopped within ${formatDuration(withinMs)}, and no image sent or accepted after that`,
      observed: describe(context, asked, stopped),
      window: { from: asked?.at ?? timeline.endedAt, to: timeline.endedAt },
      samples: 0,
    };
    if (asked === undefined || stopped === undefined) {
      return { ...base, status: 'inconclusive', reason: 'nobody told the load to stop, or saw how it did' };
    }
    if (stopped.completed === false) {
      const reason = `not stopped ${formatDuration(stopped.at - asked.at)} after it was told to: ${stopped.detail ?? 'no word on why'}`;
      return { ...base, samples: 1, status: 'failed', witnessed: true, reason };
    }
    if (stopped.at - asked.at > withinMs) {
      const reason = `stopped only after ${formatDuration(stopped.at - asked.at)}`;
      return { ...base, samples: 1, status: 'failed', witnessed: true, reason };
    }
    return quietAfter(context, stopped.at, { ...base, samples: 1 });
  },
};

/** Whether nothing came after the stop, by the sender's own word and by the counters of the pods. */
function quietAfter(context: Context, stoppedAt: Instant, base: Omit<Ruling, 'status'>): Ruling {
  const { timeline, plan } = context;
  const late = timeline.of('request').filter(({ sentAt }) => sentAt > stoppedAt);
  if (late[0] !== undefined) {
    const reason = `${plural(late.length, 'image')} sent after the stop, the first at ${offset(context, late[0].sentAt)}`;
    return { ...base, status: 'failed', witnessed: true, reason };
  }
  // A counter that Prometheus shows may be two scrapes old; what shows later than that came after the stop.
  const from = stoppedAt + 3 * plan.timing.scrapeIntervalMs;
  const risen = timeline.of('serverCount').filter((count, index, all) => {
    if (count.at <= from) return false;
    const before = all.slice(0, index).findLast(({ pod }) => pod === count.pod)?.accepted ?? 0;
    return count.accepted > before;
  });
  if (risen[0] !== undefined) {
    const reason = `pod ${risen[0].pod} accepted images after the stop: ${risen[0].accepted} at ${offset(context, risen[0].at)}`;
    return { ...base, status: 'failed', witnessed: true, reason };
  }
  if (timeline.of('serverCount').length === 0) {
    return { ...base, status: 'inconclusive', samples: 0, reason: 'no pod told how many images it accepted' };
  }
  if (timeline.endedAt > from) return { ...base, status: 'passed' };
  const reason = `the watch ended at ${offset(context, timeline.endedAt)}, before the counters could show what came after the stop`;
  return { ...base, status: 'inconclusive', reason };
}

function describe(
  context: Context,
  asked: LoadObservation | undefined,
  stopped: LoadObservation | undefined,
): string {
  if (asked === undefined) return 'no stop was asked for';
  const told = `told to stop at ${offset(context, asked.at)} (${asked.detail ?? 'no word on how'})`;
  if (stopped === undefined) return `${told}; what came of it was not seen`;
  const how = stopped.completed === false ? 'not stopped' : 'stopped';
  return `${told}; ${how} at ${offset(context, stopped.at)}: ${stopped.detail ?? 'no word on how'}`;
}
