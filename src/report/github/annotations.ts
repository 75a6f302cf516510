import type { ReportFile, ReportInput } from '../report.ts';
import { summarize } from '../summary.ts';
import { visibleText } from '../visible-text.ts';

/** GitHub shows so many errors, and so many warnings, of one step; the rest is dropped without a word. */
const MOST_OF_A_KIND = 10;
const LONGEST_MESSAGE = 2000;

type Level = 'error' | 'warning' | 'notice';

/** A line by which a step annotates its job. */
export interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

/**
 * `github.txt`: workflow commands, printed on stdout by a GitHub step. A failed assertion is an error, an
 * inconclusive one or a load that was not delivered a warning, and the outcome with its findings a notice.
 */
export function reportGithub(input: ReportInput): readonly ReportFile[] {
  const { result, header } = input;
  const name = header.plan.scenario.name;
  const annotations: readonly Annotation[] = [
    ...result.verdicts.flatMap((verdict): readonly Annotation[] => {
      if (verdict.status === 'passed') return [];
      const hop = verdict.brokenHop ? ` The chain broke at ${verdict.brokenHop}.` : '';
      return [
        {
          level: verdict.status === 'failed' ? 'error' : 'warning',
          title: `${name}: ${verdict.assertion} ${verdict.status}`,
          message: `${(verdict.reason ?? verdict.observed).replace(/\.$/, '')}.${hop}\nwanted: ${verdict.expected}\nseen: ${verdict.observed}`,
        },
      ];
    }),
    ...result.load.problems.map(
      (problem): Annotation => ({ level: 'warning', title: `${name}: load not delivered`, message: problem }),
    ),
    {
      level: 'notice',
      title: `${name}: ${result.outcome}`,
      message: [
        summarize(input).headline,
        ...result.findings.map((finding) => `${finding.title} (at ${finding.hop}). Fix: ${finding.fix}`),
      ].join('\n'),
    },
  ];
  return [{ path: 'github.txt', text: annotationLines(annotations) }];
}

/** Annotations as workflow commands, a line each; where there are more of a kind than are shown, the last says so. */
export function annotationLines(annotations: readonly Annotation[]): string {
  return (['error', 'warning', 'notice'] as const)
    .flatMap((level) => limit(annotations.filter((one) => one.level === level)))
    .map(({ level, title, message }) => `::${level} title=${property(title)}::${data(message)}\n`)
    .join('');
}

function limit(annotations: readonly Annotation[]): readonly Annotation[] {
  const [first] = annotations;
  if (first === undefined || annotations.length <= MOST_OF_A_KIND) return annotations;
  const shown = annotations.slice(0, MOST_OF_A_KIND - 1);
  const more = annotations.length - shown.length;
  const message = `${more} more are not shown, because GitHub shows ${MOST_OF_A_KIND} of a kind; all are in report.html and junit.xml.`;
  return [...shown, { level: first.level, title: `${more} more`, message }];
}

function data(text: string): string {
  const shown = visibleText(text.replace(/\r\n?/g, '\n').replaceAll('\t', ' '));
  const cut =
    shown.length > LONGEST_MESSAGE ? `${shown.slice(0, LONGEST_MESSAGE).toWellFormed()}… (cut)` : shown;
  return cut.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

// In a property a colon or a comma would end the value as well.
function property(text: string): string {
  return data(text)
    .slice(0, 3 * LONGEST_MESSAGE)
    .replaceAll(':', '%3A')
    .replaceAll(',', '%2C');
}
