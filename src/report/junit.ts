import { formatDuration } from '../units/duration.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { type Markup, type MarkupPart, markup } from './markup.ts';
import type { ReportFile, ReportInput } from './report.ts';
import { visibleLine } from './visible-text.ts';

/** GitLab refuses a file of 30 MB; a character is at most six bytes (`&quot;`), so texts of this many in all fit. */
const ALL_TEXT = 4_000_000;
const LONGEST_NAME = 300;
const MOST_CASES = 2000;
const MOST_PROPERTIES = 100;
const LONGEST_MESSAGE = 2000;
const LONGEST_BODY = 20_000;

/** One test case: an assertion, or one of the two conditions without which no assertion means anything. */
interface Case {
  readonly name: string;
  readonly seconds: number;
  readonly problem?: { readonly kind: 'failure' | 'error'; readonly message: string; readonly body: string };
}

/**
 * `junit.xml`: a failed assertion is a `failure`, an inconclusive one an `error`, and nothing is ever skipped.
 * Names are unique, because GitLab keeps only the first of equal ones.
 */
export function reportJunit(input: ReportInput): readonly ReportFile[] {
  const { header, result, timeline } = input;
  const all = [runCase(input), loadCase(input), ...result.verdicts.map(verdictCase)];
  const cases = fitTexts(uniqueNames(joinLast(all)));
  const failures = cases.filter((c) => c.problem?.kind === 'failure').length;
  const errors = cases.filter((c) => c.problem?.kind === 'error').length;
  const seconds = ((timeline.endedAt - timeline.startedAt) / 1000).toFixed(3);
  const counts = markup`tests="${cases.length}" failures="${failures}" errors="${errors}" skipped="0" time="${seconds}"`;
  const properties = [
    ['run', result.runId],
    ['target', result.target],
    ['emulatedGpus', String(result.emulated)],
    ['seed', String(result.seed)],
    ['outcome', result.outcome],
    ['exitCode', String(result.exitCode)],
    ...Object.entries(result.versions).map(([name, version]) => [`version.${name}`, version]),
  ]
    .slice(0, MOST_PROPERTIES)
    .map(([name = '', value = '']) => [cut(name, LONGEST_NAME, '…'), cut(value, LONGEST_NAME, '…')] as const)
    .map(([name, value]) => markup`      <property name="${name}" value="${value}"/>\n`);
  const suite = cut(`scaleproof.${header.plan.scenario.name}`, LONGEST_NAME, '…');
  const text = markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="scaleproof" ${counts}>
  <testsuite name="${suite}" timestamp="${result.startedAt.slice(0, 19)}" ${counts}>
    <properties>
${properties}    </properties>
${cases.map((one) => caseElement(suite, one))}  </testsuite>
</testsuites>
`;
  return [{ path: 'junit.xml', text: text.markup }];
}

function caseElement(suite: string, { name, seconds, problem }: Case): Markup {
  const open = markup`    <testcase classname="${suite}" name="${name}" time="${seconds.toFixed(3)}"`;
  if (!problem) return markup`${open}/>\n`;
  const attributes = markup`type="${problem.kind === 'failure' ? 'failed' : 'inconclusive'}" message="${problem.message}"`;
  const body: MarkupPart =
    problem.kind === 'failure'
      ? markup`<failure ${attributes}>${problem.body}</failure>`
      : markup`<error ${attributes}>${problem.body}</error>`;
  return markup`${open}>\n      ${body}\n    </testcase>\n`;
}

function verdictCase(verdict: Verdict): Case {
  const seconds = Math.max(0, verdict.window.to - verdict.window.from) / 1000;
  const base = { name: verdict.assertion, seconds };
  if (verdict.status === 'passed') return base;
  const body = [
    `expected: ${verdict.expected}`,
    `observed: ${verdict.observed}`,
    ...(verdict.brokenHop ? [`first broken hop: ${verdict.brokenHop}`] : []),
    ...(verdict.arithmetic ?? []),
  ].join('\n');
  const kind = verdict.status === 'failed' ? 'failure' : 'error';
  return { ...base, problem: { kind, message: verdict.reason ?? verdict.observed, body } };
}

/** An empty or cut run must not be a green file: no data is never a pass. */
function runCase({ result, timeline }: ReportInput): Case {
  const base = { name: 'run completed', seconds: (timeline.endedAt - timeline.startedAt) / 1000 };
  if (result.end?.reason === 'completed' && result.verdicts.length > 0) return base;
  const message =
    result.end === null
      ? `the record has no end: the run was cut short after ${formatDuration(timeline.endedAt - timeline.startedAt)}`
      : result.end.reason !== 'completed'
        ? `the run ended early: ${result.end.reason}`
        : 'nothing was judged';
  return { ...base, problem: { kind: 'error', message, body: result.end?.detail ?? '' } };
}

function loadCase({ result, header }: ReportInput): Case {
  const base = { name: 'load delivered', seconds: header.plan.loadMs / 1000 };
  if (result.load.delivered) return base;
  const message = result.load.problems[0] ?? 'the load was not delivered as asked';
  return { ...base, problem: { kind: 'error', message, body: result.load.problems.join('\n') } };
}

// Compared as a reader of the file sees them: line breaks in an attribute are spaces there.
function uniqueNames(cases: readonly Case[]): readonly Case[] {
  const taken = new Set<string>();
  return cases.map((one) => {
    const name = visibleLine(cut(one.name, LONGEST_NAME, '…'));
    let unique = name;
    for (let nth = 2; taken.has(unique); nth++) unique = `${name} (${nth})`;
    taken.add(unique);
    return { ...one, name: unique };
  });
}

/** Of too many cases the last are one, which is no better than the worst of them. */
function joinLast(cases: readonly Case[]): readonly Case[] {
  const rest = cases.slice(MOST_CASES - 1);
  if (rest.length <= 1) return cases;
  const worst = rest.find((one) => one.problem?.kind === 'failure') ?? rest.find((one) => one.problem);
  const joined = { name: `${rest.length} more, see run.json`, seconds: 0 };
  return [...cases.slice(0, MOST_CASES - 1), worst?.problem ? { ...joined, problem: worst.problem } : joined];
}

/** Cuts what is too long; once all texts together are too much, the rest keep their names and their status only. */
function fitTexts(cases: readonly Case[]): readonly Case[] {
  let left = ALL_TEXT;
  return cases.map((one) => {
    if (one.problem === undefined) return one;
    const message = cut(one.problem.message, LONGEST_MESSAGE, '… (cut, the whole is in run.json)');
    const body = cut(one.problem.body, LONGEST_BODY, '\n(cut, the whole is in run.json)');
    left -= message.length + body.length;
    if (left >= 0) return { ...one, problem: { ...one.problem, message, body } };
    return { ...one, problem: { ...one.problem, message: 'see run.json', body: '' } };
  });
}

function cut(text: string, longest: number, mark: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}${mark}`;
}
