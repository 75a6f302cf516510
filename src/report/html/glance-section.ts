import { atAGlance } from '../glance.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';
import type { RunState } from './run-state.ts';

/** The answers to what every reader asks first; while a run is on only the first of them can be given. */
export function glanceSection(input: ReportInput, state: RunState): Markup {
  const answers = state === 'running' ? atAGlance(input).slice(0, 1) : atAGlance(input);
  const rows = answers.map(
    ({ question, answer }) => markup`<div><dt>${question}</dt><dd>${answer}</dd></div>`,
  );
  return markup`<dl class="card glance">${rows}</dl>
`;
}
