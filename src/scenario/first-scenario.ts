import { stringify } from 'yaml';
import type { ImageFormat, RequestFile } from './request-schema.ts';
import type { ProfileName, ScenarioFile } from './schema.ts';

/** What a first scenario is made of. */
export interface FirstScenario {
  readonly name: string;
  readonly target: 'lab' | 'cluster' | 'twin';
  readonly profile: ProfileName;
  /** kubeconfig context, on a cluster. */
  readonly context?: string;
  /** Objects of a cluster that are used as they are. */
  readonly existing?: ScenarioFile['existing'];
  readonly workload: NonNullable<ScenarioFile['workload']>;
  readonly hpa: NonNullable<ScenarioFile['hpa']>;
  /** Images a second at the peak. */
  readonly rate: number;
  /** How long the peak lasts, seconds: longer than the bound of scalesOut, so that a size not reached is a failure. */
  readonly holdSeconds: number;
  /** Path or address of the JSON Schema, for editors. */
  readonly schema: string;
  /** What is sent to a service of the user's own, and in which formats it takes images. */
  readonly request?: {
    readonly spec: RequestFile;
    readonly formats: readonly ImageFormat[];
    /** Where it comes from, a line each. */
    readonly origin: readonly string[];
  };
  /** Where its figures come from, a line each. */
  readonly origin: readonly string[];
}

/** Writes a commented first scenario, to be read and changed by hand. */
export function firstScenario(first: FirstScenario): string {
  const { rate, holdSeconds } = first;
  const warmUp = first.profile === 'realtime' ? 30 : 5;
  return [
    `# yaml-language-server: $schema=${first.schema}`,
    '',
    ...first.origin.map((line) => `# ${line}`),
    '# Look at every bound before the first run: scaleproof run FILE --dry-run',
    ...fields({
      name: first.name,
      description: `Load scales ${first.workload.name} out, and its end scales it in.`,
    }),
    ...targetLines(first),
    '',
    ...workloadLines(first),
    '',
    ...hpaLines(first),
    '',
    'load:',
    '  timeout: 10s # a request without an answer by then is lost',
    ...requestLines(first),
    '  stages:',
    `    - { kind: ramp, name: warm-up, from: 1, to: ${rate}, duration: ${warmUp}s }`,
    '    # Enough load that the HPA needs more than its minimum, and longer than the bound of scalesOut: a size not',
    '    # reached is then a failure, and not a load too short.',
    `    - { kind: hold, name: steady, rate: ${rate}, duration: ${holdSeconds}s }`,
    '',
    ...assertionLines(first),
    '',
  ].join('\n');
}

function targetLines({ target, profile, context }: FirstScenario): readonly string[] {
  if (target === 'cluster') {
    return [
      'target: cluster',
      ...(context === undefined ? [] : fields({ context })),
      `profile: ${profile} # what no API tells of a cluster is taken from here; "timing:" says it better`,
    ];
  }
  const said =
    profile === 'compressed'
      ? 'the ratios of a stock cluster, about fifteen times faster'
      : 'as a stock cluster';
  return [`target: ${target}`, `profile: ${profile} # ${said}`];
}

function workloadLines({ existing, workload }: FirstScenario): readonly string[] {
  const lines =
    existing === undefined
      ? []
      : ['# Used as they are; a run changes none of them.', ...fields({ existing }), ''];
  return [
    ...lines,
    '# startupBudget is the longest time from Pod creation to Ready that you grant: a bound of the scale-out.',
    ...fields({ workload }),
  ];
}

function hpaLines({ existing, hpa }: FirstScenario): readonly string[] {
  const said =
    existing === undefined
      ? '# The HPA that the run applies: a Pods metric and its target per pod.'
      : '# What the HPA has now. The bounds are computed from it; say here when you change it there.';
  return [said, ...fields({ hpa })];
}

/** The formats of a load that names none. */
const USUAL_FORMATS: readonly ImageFormat[] = ['jpeg', 'png'];

function requestLines({ request }: FirstScenario): readonly string[] {
  if (request === undefined) return [];
  const { spec, formats, origin } = request;
  const images = USUAL_FORMATS.every((one) => formats.includes(one))
    ? {}
    : { images: { formats: formats.map((format) => ({ format })) } };
  return [...origin.map((line) => `# ${line}`), ...fields({ request: spec, ...images })].map((l) => `  ${l}`);
}

function assertionLines({ existing, hpa }: FirstScenario): readonly string[] {
  const least = Math.min(hpa.maxReplicas ?? 10, (hpa.minReplicas ?? 1) + 1);
  return [
    'assertions:',
    '  # Ready, endpoint-listed, request-serving pods on allocated GPUs. Raise it to the size that you expect.',
    `  - { kind: scalesOut, atLeast: ${least} }`,
    '  - { kind: replicasWithin }',
    '  - { kind: metricBeforeScaleOut }',
    '  - { kind: dutyCycleZero }',
    '  # Not before the stabilization window allows, and not too late.',
    '  - { kind: scalesIn }',
    ...(existing === undefined ? ['  - { kind: gpusReleased }'] : []),
    '  - { kind: noFlapping }',
    '  - { kind: noRequestLost }',
    '  # What your users are promised: - { kind: latency, percentile: 95, below: 2s }',
    '  - { kind: hpaHealthy }',
    '  - { kind: hpaUnchanged }',
  ];
}

function fields(value: Readonly<Record<string, unknown>>): readonly string[] {
  return stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
}
