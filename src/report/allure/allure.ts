import { loadSpan } from '../../sample/timeline.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { reportHtml } from '../html/html.ts';
import { reportJson } from '../json.ts';
import { reportMarkdown } from '../markdown.ts';
import { reportPictures } from '../pictures/pictures.ts';
import { prettyJson } from '../pretty-json.ts';
import type { ReportFile, ReportInput } from '../report.ts';
import { summarize } from '../summary.ts';
import { visibleText } from '../visible-text.ts';
import { allureConfig, categories, environment, hashOf, uuidOf } from './allure-files.ts';
import type { AllureAttachment, AllureResult, AllureStatus } from './allure-result.ts';
import { hopSteps, step, verdictSteps } from './allure-steps.ts';

const RESULTS = 'allure-results';

const STATUS = { passed: 'passed', failed: 'failed', inconclusive: 'broken' } as const;

/**
 * Results for Allure 2 and 3: one for each assertion and one for the run itself, with the arithmetic and the hops as
 * steps, and the page, the summary, `run.json` and the charts as attachments; and the `allurerc.mjs` that makes a site.
 */
export function reportAllure(input: ReportInput): readonly ReportFile[] {
  const attachments = attachmentsOf(input);
  const results = [
    runResult(
      input,
      attachments.map(({ attachment }) => attachment),
    ),
    ...input.result.verdicts.map((verdict) => verdictResult(input, verdict)),
  ];
  return [
    ...results.map((result) => ({
      path: `${RESULTS}/${result.uuid}-result.json`,
      text: prettyJson(result),
    })),
    ...attachments.map(({ attachment, text }) => ({ path: `${RESULTS}/${attachment.source}`, text })),
    { path: `${RESULTS}/categories.json`, text: prettyJson(categories()) },
    { path: `${RESULTS}/environment.properties`, text: environment(input) },
    { path: 'allurerc.mjs', text: allureConfig(input, results.length) },
  ];
}

function attachmentsOf(input: ReportInput): readonly { attachment: AllureAttachment; text: string }[] {
  const { runId } = input.result;
  const files: readonly (readonly [string, string, ReportFile | undefined])[] = [
    ['the page', 'text/html', reportHtml(input)[0]],
    ['summary', 'text/markdown', reportMarkdown(input)[0]],
    ['run.json', 'application/json', reportJson(input)[0]],
    ['charts', 'image/svg+xml', reportPictures(input)[0]],
  ];
  return files.flatMap(([name, type, file]) => {
    if (file === undefined) return [];
    const ending = file.path.slice(file.path.lastIndexOf('.'));
    const source = `${uuidOf(runId, file.path)}-attachment${ending}`;
    return [{ attachment: { name, type, source }, text: file.text }];
  });
}

/** What all results of a run share. */
function base(
  input: ReportInput,
  name: string,
): Pick<
  AllureResult,
  'uuid' | 'historyId' | 'testCaseId' | 'fullName' | 'name' | 'stage' | 'parameters' | 'labels'
> {
  const { header, result } = input;
  const scenario = header.plan.scenario.name;
  const shown = visibleText(name);
  return {
    uuid: uuidOf(result.runId, scenario, name),
    historyId: hashOf(scenario, result.target, name),
    testCaseId: hashOf(scenario, name),
    fullName: `scaleproof.${visibleText(scenario)}.${shown}`,
    name: shown,
    stage: 'finished',
    parameters: [
      { name: 'target', value: result.target },
      { name: 'run', value: result.runId, excluded: true },
      { name: 'seed', value: String(result.seed), excluded: true },
    ],
    labels: [
      { name: 'suite', value: visibleText(scenario) },
      { name: 'framework', value: 'scaleproof' },
      { name: 'layer', value: result.target },
      ...(result.emulated ? [{ name: 'tag', value: 'emulated GPUs' }] : []),
    ],
  };
}

/** The run as a whole: an empty, cut or unloaded run must not look green. */
function runResult(input: ReportInput, attachments: readonly AllureAttachment[]): AllureResult {
  const { result, timeline } = input;
  const [start, stop] = [timeline.startedAt, timeline.endedAt].map(Math.round) as [number, number];
  const { stages, problems, delivered } = result.load;
  const load = step(
    delivered ? 'the load was delivered as asked' : 'the load was not delivered as asked',
    delivered ? 'passed' : 'broken',
    [start, stop],
    {
      steps: [
        ...stages.map((stage) =>
          step(
            `stage ${stage.stage}: ${stage.sent} of ${stage.asked} sent, ${stage.ok} answered rightly`,
            'passed',
            [start, stop],
          ),
        ),
        ...problems.map((problem) => step(problem, 'broken', [start, stop])),
      ],
    },
  );
  const problem = problemOfRun(input);
  const findings = result.findings.map(
    (finding) => `${finding.title} (at ${finding.hop}). Fix: ${finding.fix}`,
  );
  return {
    ...base(input, 'the run'),
    status: problem === undefined ? 'passed' : 'broken',
    ...(problem === undefined ? {} : { statusDetails: { message: problem, trace: problems.join('\n') } }),
    description: [summarize(input).headline, ...findings].map(visibleText).join('\n\n'),
    ...{ start, stop, attachments, steps: [load] },
  };
}

function problemOfRun({ result }: ReportInput): string | undefined {
  if (result.end === null) return 'The run was cut short: its record has no end.';
  if (result.end.reason !== 'completed') return `The run ended early: ${result.end.reason}.`;
  if (result.verdicts.length === 0) return 'Nothing was judged.';
  return result.load.delivered
    ? undefined
    : `The load was not delivered: ${result.load.problems[0] ?? 'no reason given'}`;
}

function verdictResult(input: ReportInput, verdict: Verdict): AllureResult {
  const status: AllureStatus = STATUS[verdict.status];
  const { kind } = input.header.plan.assertions.find(({ id }) => id === verdict.assertion)?.spec ?? {};
  const chain = kind === 'scalesOut' || verdict.brokenHop !== undefined;
  const summary = summarize(input);
  const back = kind === 'scalesIn' || kind === 'dutyCycleZero' || kind === 'gpusReleased';
  const hops = back
    ? hopSteps(
        'hops of the scale-in',
        summary.scaleIn,
        loadSpan(input.timeline).end ?? summary.origin,
        verdict.brokenHop,
      )
    : chain
      ? hopSteps('hops of the scale-out', input.result.timeline, summary.origin, verdict.brokenHop)
      : [];
  const where = verdict.brokenHop === undefined ? '' : ` The chain broke at ${verdict.brokenHop}.`;
  const why = (verdict.reason ?? verdict.observed).replace(/\.$/, '');
  return {
    ...base(input, verdict.assertion),
    status,
    ...(status === 'passed'
      ? {}
      : {
          statusDetails: {
            message: `${visibleText(why)}.${where}`,
            trace: (verdict.arithmetic ?? []).map(visibleText).join('\n'),
            expected: visibleText(verdict.expected),
            actual: visibleText(verdict.observed),
          },
        }),
    description: visibleText(verdict.expected),
    start: Math.round(verdict.window.from),
    stop: Math.round(Math.max(verdict.window.from, verdict.window.to)),
    steps: [...verdictSteps(verdict, status), ...hops],
    attachments: [],
  };
}
