import type { Scenario } from '../../scenario/schema.ts';
import { workloadRefs } from '../../workload/refs.ts';
import { escapeMarkdown, markdownTable } from '../markdown-table.ts';
import type { ReportInput } from '../report.ts';
import type { BundleStanding } from './standing.ts';
import { type PlanStep, REQUIREMENT } from './test-plan.ts';

const HEADLINES = {
  passed: 'PASSED: every step of the test plan is proved by the record.',
  failed: 'FAILED: the record contradicts a step of the test plan, or an assertion of the run failed.',
  inconclusive: 'INCONCLUSIVE: the record does not prove every step of the test plan.',
} as const;

/** `README.md` of a bundle: the verdict, the plan step by step, what was executed, and how to check it. */
export function evidencePage(
  input: ReportInput,
  steps: readonly PlanStep[],
  standing: BundleStanding,
): string {
  const { result, header } = input;
  const { kar, id, description } = REQUIREMENT;
  return [
    `# ${kar} (\`${id}\`): run ${result.runId}`,
    '',
    `**${headline(standing)}**`,
    '',
    ...(standing.isProductEvidence ? [] : ['**This is no evidence for a product.**', '']),
    ...standing.reasons.map((reason) => `- ${escapeMarkdown(reason)}`),
    ...(standing.reasons.length > 0 ? [''] : []),
    `Requirement: ${description}`,
    '',
    '## The test plan, step by step',
    '',
    ...markdownTable(
      ['step', 'state', 'rests on'],
      steps.map(({ step, state, assertions }) => [
        escapeMarkdown(step),
        state,
        assertions.join(', ') || 'observations',
      ]),
    ),
    ...steps.flatMap(({ step, evidence }) => [
      `### ${step}`,
      '',
      ...evidence.map((line) => `- ${escapeMarkdown(line)}`),
      '',
    ]),
    '## What was executed',
    '',
    ...executed(input),
    '## Versions',
    '',
    ...markdownTable(
      ['component', 'version'],
      Object.entries(header.versions).map((row) => row.map(escapeMarkdown)),
    ),
    '## How to check it',
    '',
    '    sha256sum -c SHA256SUMS',
    '    scaleproof verify record              # judges the record again; the exit code is the verdict',
    `    scaleproof conformance --from record --out ../again${standing.isProductEvidence ? '' : ' --emulated'} && diff -r . ../again`,
    '',
    'Times are seconds from load start. Everything here but `record/events.ndjson` is a pure function of that file: the same version of scaleproof makes the same bytes of it.',
    '',
  ].join('\n');
}

/** A step that is not on record is never told of as proved. */
function headline({ status, unrecorded }: BundleStanding): string {
  if (status !== 'passed' || unrecorded.length === 0) return HEADLINES[status];
  return `PASSED: every step of the test plan that is on record is proved by it. Not proved by the record: ${unrecorded.join('; ')}.`;
}

/** The command line as it was typed, and what the program then did to the cluster; it runs no kubectl. */
function executed({ header, timeline, result: { audit } }: ReportInput): readonly string[] {
  const { command, plan, target } = header;
  const { scenario } = plan;
  const { namespace } = workloadRefs(scenario);
  const counts = (
    ['hpa', 'replicas', 'pod', 'endpoints', 'gpu', 'customMetric', 'hpaRead', 'request'] as const
  )
    .map((kind) => `${timeline.of(kind).length} ${kind}`)
    .join(', ');
  return [
    ...(command === undefined
      ? ['The command line is not on record (recorded by a version that did not keep it).', '']
      : ['```', command.map(shellWord).join(' '), '```', '']),
    `- target ${target}, namespace ${namespace}, seed ${plan.seed}`,
    appliedLine(scenario),
    `- ${plan.arrivals.length} images asked for over ${plan.loadMs / 1000} s, by ${SENDERS[kindOf(scenario)]}, with the seeded arrivals of the plan`,
    `- observations on record: ${counts}`,
    ...(audit === undefined
      ? []
      : [
          `- decisions of the HPA recomputed with its own algorithm: ${audit.equal} of ${audit.syncs} equal, ${audit.explained} explained`,
        ]),
    '',
  ];
}

const SENDERS = {
  k6: 'k6 beside the runner',
  press: 'the press in the cluster',
  job: 'k6 as a Job in the cluster',
} as const;

/** Records of older versions do not say it, and knew one kind only. */
function kindOf({ load }: Scenario): keyof typeof SENDERS {
  return load.kind === 'press' || load.kind === 'job' ? load.kind : 'k6';
}

function appliedLine(scenario: Scenario): string {
  if (!scenario.existing)
    return '- server-side apply of `manifests/workload.yaml` through the API; no kubectl was run';
  const applied = kindOf(scenario) === 'k6' ? 'nothing' : 'only what sends the load';
  return `- ${applied} was applied: the objects that the scenario names were used as they stood`;
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
