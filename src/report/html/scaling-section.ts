import { figuresOf } from '../../quality/figures-of.ts';
import { loadSpan } from '../../sample/timeline.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatOffset, type Instant } from '../../units/instant.ts';
import { valueText } from '../comparison/figure-text.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import { type ScaleEvent, scaleEvents } from '../scale-events.ts';
import { table } from './table.ts';

const MOST_EVENTS = 200;

/** Each change of size with its reason, and the figures that tell how well the loop was controlled. */
export function scalingSection(input: ReportInput, origin: Instant): Markup {
  const events = scaleEvents(input);
  const { end } = loadSpan(input.timeline);
  const rows = events
    .slice(0, MOST_EVENTS)
    .map(({ at, from, to, reason, sync }) => [
      formatOffset(at, origin),
      end !== undefined && at > end ? formatDuration(at - end) : '–',
      `${from} → ${to}`,
      sync?.recomputed.ratio === undefined ? '–' : sync.recomputed.ratio.toFixed(2),
      reasonWords({ to, reason, sync }),
    ]);
  const more =
    events.length > MOST_EVENTS && markup`<p>${events.length - MOST_EVENTS} more are left out here.</p>`;
  const changes =
    events.length === 0
      ? markup`<p>The size never changed.</p>`
      : markup`${table('Changes of size', ['from load start', 'after load end', 'replicas', 'metric / target', 'reason'], rows)}${more}`;
  return markup`<h2>How it scaled</h2><div class="pair"><section class="card changes"><h3>Each change of size</h3>${changes}</section>
<section class="card"><h3>Quality of control</h3>${qualityList(input)}</section></div>
`;
}

/** A size other than the metric's own wish is told beside that wish, or the ratio next to it looks wrong. */
function reasonWords({
  to,
  reason,
  sync,
}: {
  readonly to: number;
  readonly reason: string;
  readonly sync: ScaleEvent['sync'] | undefined;
}): string {
  const wish = sync?.recomputed.proposal;
  const beside = wish === undefined || wish === to ? '' : `; the metric alone asked for ${wish}`;
  return reason === '' ? 'not known' : `${reason}${beside}`;
}

/** Latency and failures per stage stand in the load attestation. */
const ELSEWHERE = /^(latency|assertionsNotPassed|errors|lost)/;

function qualityList({ header, timeline, result }: ReportInput): Markup {
  const facts = { plan: header.plan, timeline, load: result.load, verdicts: result.verdicts };
  const figures = figuresOf(facts).filter(({ id }) => !ELSEWHERE.test(id));
  const rows = figures.map(({ label, means, value, unit, absent = 'not observed' }) => {
    const text = value === null ? absent : valueText(value, unit);
    return markup`<dt><b>${label}</b> ${means}</dt><dd>${text}</dd>`;
  });
  const emulated =
    result.emulated &&
    markup`<p class="soft">GPU time of emulated devices: it says nothing of the capacity or the cost of real ones.</p>`;
  return markup`<dl class="pairs">${rows}</dl>${emulated}`;
}
