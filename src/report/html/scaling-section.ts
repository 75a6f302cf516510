import { figuresOf } from '../../quality/figures-of.ts';
import { formatOffset, type Instant } from '../../units/instant.ts';
import { valueText } from '../comparison/figure-text.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import { scaleEvents } from '../scale-events.ts';
import { table } from './table.ts';

const MOST_EVENTS = 200;

/** Each change of size with its reason, and the figures that tell how well the loop was controlled. */
export function scalingSection(input: ReportInput, origin: Instant): Markup {
  const events = scaleEvents(input);
  const rows = events
    .slice(0, MOST_EVENTS)
    .map(({ at, from, to, reason, sync }) => [
      formatOffset(at, origin),
      `${from} → ${to}`,
      sync?.recomputed.ratio === undefined ? '–' : sync.recomputed.ratio.toFixed(2),
      reason === '' ? 'not known' : reason,
    ]);
  const more =
    events.length > MOST_EVENTS && markup`<p>${events.length - MOST_EVENTS} more are left out here.</p>`;
  const changes =
    events.length === 0
      ? markup`<p>The size never changed.</p>`
      : markup`${table('Changes of size', ['at', 'replicas', 'metric / target', 'reason'], rows)}${more}`;
  return markup`<h2>How it scaled</h2><div class="pair"><section class="card changes"><h3>Each change of size</h3>${changes}</section>
<section class="card"><h3>Quality of control</h3>${qualityList(input)}</section></div>
`;
}

/** Latency and failures per stage stand in the load attestation. */
const ELSEWHERE = /^(latency|assertionsNotPassed|errors|lost)/;

function qualityList({ header, timeline, result }: ReportInput): Markup {
  const facts = { plan: header.plan, timeline, load: result.load, verdicts: result.verdicts };
  const figures = figuresOf(facts).filter(({ id }) => !ELSEWHERE.test(id));
  const rows = figures.map(({ label, value, unit }) => {
    const text = value === null ? 'not observed' : valueText(value, unit);
    return markup`<dt>${label}</dt><dd>${text}</dd>`;
  });
  const emulated =
    result.emulated &&
    markup`<p class="soft">GPU time of emulated devices: it says nothing of the capacity or the cost of real ones.</p>`;
  return markup`<dl class="pairs">${rows}</dl>${emulated}`;
}
