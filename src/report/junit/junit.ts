import { formatDuration } from '../../units/duration.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { ReportFile, ReportInput } from '../report.ts';
import { junitXml } from './junit-xml.ts';
import type { TestCase } from './test-case.ts';

/**
 * `junit.xml`: a failed assertion is a `failure`, an inconclusive one an `error`, and nothing is ever skipped.
 * Names are unique, because GitLab keeps only the first of equal ones.
 */
export function reportJunit(input: ReportInput): readonly ReportFile[] {
  const { header, result, timeline } = input;
  const text = junitXml({
    name: `scaleproof.${header.plan.scenario.name}`,
    timestamp: result.startedAt.slice(0, 19),
    seconds: (timeline.endedAt - timeline.startedAt) / 1000,
    properties: [
      ['run', result.runId],
      ['target', result.target],
      ['emulatedGpus', String(result.emulated)],
      ['seed', String(result.seed)],
      ['outcome', result.outcome],
      ['exitCode', String(result.exitCode)],
      ...Object.entries(result.versions).map(([name, version]) => [`version.${name}`, version] as const),
    ],
    cases: [runCase(input), loadCase(input), ...result.verdicts.map(verdictCase)],
  });
  return [{ path: 'junit.xml', text }];
}

function verdictCase(verdict: Verdict): TestCase {
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
function runCase({ result, timeline }: ReportInput): TestCase {
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

function loadCase({ result, header }: ReportInput): TestCase {
  const base = { name: 'load delivered', seconds: header.plan.loadMs / 1000 };
  if (result.load.delivered) return base;
  const message = result.load.problems[0] ?? 'the load was not delivered as asked';
  return { ...base, problem: { kind: 'error', message, body: result.load.problems.join('\n') } };
}
