import type { HopTime } from '../../record/run-record.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatOffset, type Instant } from '../../units/instant.ts';
import type { Finding, Hop, Status, Verdict } from '../../verdict/verdict.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import { runningSentence } from '../running-sentence.ts';
import { STATUS_MARK } from '../status-marks.ts';
import type { Summary } from '../summary.ts';
import type { RunState } from './run-state.ts';

/** The head of the page: what came out, of what, and the figures that tell it. */
export function headSection(input: ReportInput, summary: Summary, state: RunState): Markup {
  const { header, result, timeline } = input;
  const running = state === 'running';
  const figures = summary.figures.map(
    (figure) =>
      markup`<div class="figure"><span>${figure.label}</span><b>${figure.value}</b><span>${figure.note}</span></div>`,
  );
  const about = [
    `target ${result.target}`,
    `profile ${header.plan.scenario.profile}`,
    `run ${result.runId}`,
    `started ${result.startedAt}`,
    `${running ? 'runs for' : 'took'} ${formatDuration(timeline.endedAt - timeline.startedAt)}`,
    `seed ${result.seed}`,
    ...(running ? [] : [`exit code ${result.exitCode}`]),
  ];
  const { description } = header.plan.scenario;
  return markup`<header class="card verdict ${running ? 'running' : result.outcome}">
<div class="row"><span class="stamp">${running ? '● running' : `${STATUS_MARK[result.outcome]} ${result.outcome}`}</span><h1>${header.plan.scenario.name}</h1>${result.emulated && markup`<span class="chip">emulated GPUs</span>`}</div>
<p class="headline">${running ? runningSentence(input) : summary.headline}</p>
${result.emulated && markup`<p class="soft">The GPUs are emulated devices: no figure here says anything of the capacity of a real one.</p>`}
${description !== '' && markup`<p class="soft">${description}</p>`}
<div class="meta">${about.map((one) => markup`<span>${one}</span>`)}</div>
</header>
<div class="figures">${figures}</div>
`;
}

/** Named causes with their evidence and what to do. */
export function findingsSection(findings: readonly Finding[], note = ''): Markup {
  if (findings.length === 0) return markup``;
  const items = findings.map(
    (
      finding,
    ) => markup`<article class="card item finding"><div class="top"><h3>${finding.title}</h3><span class="tag">${finding.id}</span><span class="tag">at ${finding.hop}</span></div>
<ul>${finding.evidence.map((line) => markup`<li>${line}</li>`)}</ul><p class="fix"><b>Fix:</b> ${finding.fix}</p></article>
`,
  );
  return markup`<h2>What was found</h2>${note !== '' && markup`<p class="soft list-note">${note}</p>`}<section class="list">${items}</section>
`;
}

/** Every assertion with what was wanted and seen, and the arithmetic of its bounds; those not passed come first. */
export function assertionsSection(verdicts: readonly Verdict[], origin: Instant, state: RunState): Markup {
  if (verdicts.length === 0) return markup`<h2>Assertions</h2><p class="card">No assertion was judged.</p>\n`;
  const order: readonly Status[] = ['failed', 'inconclusive', 'passed'];
  const items = verdicts
    .toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
    .map((verdict) => (state === 'running' ? openItem(verdict) : assertionItem(verdict, origin)));
  return markup`<h2>Assertions</h2><section class="list">${items}</section>\n`;
}

/** What an assertion says while the run is on: what is open is not inconclusive yet, and nothing has passed. */
function openItem({ assertion, status, expected, observed }: Verdict): Markup {
  const words = { passed: '✓ holds so far', failed: '✗ does not hold', inconclusive: '… not decided yet' };
  const tone = { passed: 'passed', failed: 'failed', inconclusive: 'open' }[status];
  return markup`<article class="card item ${tone}"><div class="top"><span class="state">${words[status]}</span><h3>${assertion}</h3></div><dl class="facts"><dt>wanted</dt><dd>${expected}</dd>${observed !== '' && markup`<dt>seen</dt><dd>${observed}</dd>`}</dl></article>
`;
}

function assertionItem(verdict: Verdict, origin: Instant): Markup {
  const looked = `${formatOffset(verdict.window.from, origin)} to ${formatOffset(verdict.window.to, origin)}, ${verdict.samples} samples`;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['wanted', verdict.expected],
    ['seen', verdict.observed],
    ['why', verdict.reason],
    ['broke at', verdict.brokenHop],
    ['looked', looked],
  ];
  const rows = facts.flatMap(([name, value]) => (value ? [markup`<dt>${name}</dt><dd>${value}</dd>`] : []));
  const bounds = verdict.arithmetic?.map((line) => markup`<dt>bound</dt><dd><code>${line}</code></dd>`);
  return markup`<article class="card item ${verdict.status}"><div class="top"><span class="state">${STATUS_MARK[verdict.status]} ${verdict.status}</span><h3>${verdict.assertion}</h3></div><dl class="facts">${rows}${bounds}</dl></article>
`;
}

/** When the signal reached each hop, as a waterfall; `broken` is the hop at which an assertion says that it ended. */
export function hopsSection(
  title: string,
  hops: readonly HopTime[],
  origin: Instant,
  { broken, note = '' }: { readonly broken: Hop | undefined; readonly note?: string },
): Markup {
  const last = hops.findLast((hop) => hop.at !== null);
  if (!last) return markup``;
  const total = Math.max(1, last.at! - origin);
  const rows = hops.map((hop) => hopRow(hop, origin, total, hop.hop === broken));
  const reached =
    last === hops.at(-1) ? formatDuration(total) : `got as far as ${last.hop} in ${formatDuration(total)}`;
  return markup`<h2>${title} <span class="soft">${reached}${note}</span></h2><section class="card hops">${rows}</section>\n`;
}

function hopRow(hop: HopTime, origin: Instant, total: number, broken: boolean): Markup {
  const took = hop.tookMs ?? 0;
  const bar =
    hop.at !== null &&
    markup`<i style="left:${share(hop.at - took - origin, total)}%;width:${share(took, total)}%"></i>`;
  const state = hop.at !== null ? '' : broken ? ' missing broken' : ' missing';
  const at = hop.at === null ? '–' : formatOffset(hop.at, origin);
  return markup`<div class="hop${state}"><b>${hop.hop}</b><span class="num">${at}</span><span class="num soft">${hop.tookMs === null ? '' : formatDuration(hop.tookMs)}</span><span class="track">${bar}</span><span class="say">${hop.evidence}</span></div>
`;
}

function share(part: number, whole: number): string {
  return Math.max(0, Math.min(100, (part / whole) * 100)).toFixed(2);
}
