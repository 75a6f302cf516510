import { atAGlance } from '../glance.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReportInput } from '../report.ts';

/** The answers to what every reader asks first. */
export function glanceSection(input: ReportInput): Markup {
  const rows = atAGlance(input).map(
    ({ question, answer }) => markup`<div><dt>${question}</dt><dd>${answer}</dd></div>`,
  );
  return markup`<dl class="card glance">${rows}</dl>
`;
}
