import { LIVE_SCRIPT } from '../report/html/generated/scripts.ts';
import { type PagePart, pageParts, wholePage } from '../report/html/page.ts';
import { markup } from '../report/markup.ts';
import type { ReportInput } from '../report/report.ts';
import type { Instant } from '../units/instant.ts';

/** Where a page that was sent stands in the stream of changes, and where its run's report will lie. */
export interface LivePlace {
  readonly version: string;
  readonly report: string;
}

/** What is served at a moment: a run that is being brought up, one that is on, or the report of one that is over. */
export interface LiveContent {
  readonly kind: 'waiting' | 'running' | 'over';
  readonly title: string;
  /** Up to when the run was seen; `null` where there is no run yet or none any more. */
  readonly at: Instant | null;
  readonly parts: readonly PagePart[];
  /** The whole page, for one who comes new. */
  readonly page: (place: LivePlace) => string;
}

/** The page before a run has begun: what is being brought up. */
export function waitingContent(scenario: string, said: readonly string[]): LiveContent {
  const lines = said.map((line) => markup`<li>${line}</li>`);
  const content = markup`<header class="card verdict running"><div class="row"><span class="stamp">● starting</span><h1>${scenario}</h1></div><p class="headline">The target is being brought up.</p><ul>${lines}</ul></header>`;
  const parts = [{ id: 'head', content }];
  const title = `starting: ${scenario}`;
  const page: LiveContent['page'] = (place) => wholePage(parts, { title, footer: '', ...following(place) });
  return { kind: 'waiting', title, at: null, parts, page };
}

/** A run that is on, as it stands with what was seen so far. */
export function runningContent(input: ReportInput): LiveContent {
  const parts = pageParts(input, 'running');
  const title = `running: ${input.header.plan.scenario.name} ${input.result.runId}`;
  const footer = 'The run is on: this page follows it and becomes its report.';
  const page: LiveContent['page'] = (place) => wholePage(parts, { title, footer, ...following(place) });
  return { kind: 'running', title, at: input.timeline.endedAt, parts, page };
}

/** A run that is over: its report, byte for byte. */
export function overContent(report: string): LiveContent {
  return { kind: 'over', title: '', at: null, parts: [], page: () => report };
}

function following({ version, report }: LivePlace) {
  return {
    policy: "connect-src 'self'",
    script: LIVE_SCRIPT,
    extra: markup`<div id="link" role="status" data-version="${version}" data-report="${report}">connecting …</div>
`,
  };
}
