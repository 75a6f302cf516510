import { formatDuration } from '../units/duration.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { type Markup, type MarkupPart, markup } from './markup.ts';
import type { ReportFile, ReportInput } from './report.ts';

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
  const cases = uniqueNames([runCase(input), loadCase(input), ...result.verdicts.map(verdictCase)]);
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
  ].map(([name, value]) => markup`      <property name="${name}" value="${value}"/>\n`);
  const suite = `scaleproof.${header.plan.scenario.name}`;
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

function uniqueNames(cases: readonly Case[]): readonly Case[] {
  const times = new Map<string, number>();
  return cases.map((one) => {
    const nth = (times.get(one.name) ?? 0) + 1;
    times.set(one.name, nth);
    return nth === 1 ? one : { ...one, name: `${one.name} (${nth})` };
  });
}
