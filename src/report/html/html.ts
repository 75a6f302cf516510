import { oncePerInput } from '../once-per-input.ts';
import type { ReportFile } from '../report.ts';
import { pageParts, wholePage } from './page.ts';

/** `report.html`: the whole run as one file that opens without a network. */
export const reportHtml = oncePerInput((input): readonly ReportFile[] => {
  const { header, result } = input;
  const text = wholePage(pageParts(input), {
    title: `${result.outcome}: ${header.plan.scenario.name} ${result.runId}`,
    footer: `Made by scaleproof from the record of run ${result.runId}; the same record gives the same bytes.`,
  });
  return [{ path: 'report.html', text }];
});
