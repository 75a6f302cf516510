import { join, resolve } from 'node:path';
import { describePlan } from '../../plan/describe-plan.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { PROFILES } from '../../plan/timing.ts';
import type { Judged } from '../../run/judge-record.ts';
import { makeRunId } from '../../run/run-id.ts';
import { runScenario } from '../../run/run-scenario.ts';
import { writeReports } from '../../run/write-reports.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { openClusterTarget } from '../../target/cluster-target.ts';
import { openLabTarget } from '../../target/lab-target.ts';
import type { Target } from '../../target/target.ts';
import { openTwinTarget } from '../../target/twin-target.ts';
import type { Prediction } from '../../twin/prediction.ts';
import { clusterAccess } from '../cluster-access.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { labFolders } from '../lab-folders.ts';
import { parseReporters, type WantedReport } from '../reporters.ts';
import { describeLabProgress } from '../terminal/lab-progress.ts';
import { openRunView } from '../terminal/open-run-view.ts';
import { printResult } from '../terminal/print-result.ts';
import type { RunView } from '../terminal/run-view.ts';
import { refuseDoomedRun } from './preflight.ts';
import { tellComparison, tellPrediction } from './tell-prediction.ts';
import { loadScenarioFile } from './validate.ts';

/** What the command line says of a run. */
export interface RunArguments {
  readonly file: string;
  readonly target?: Scenario['target'] | undefined;
  readonly dryRun: boolean;
  readonly keep: boolean;
  readonly seed?: number | undefined;
  readonly reports: string;
  readonly reporter: readonly string[];
  readonly output: 'text' | 'json';
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly prometheus?: string | undefined;
  readonly serviceUrl?: string | undefined;
  readonly proxy?: string | undefined;
  readonly yes: boolean;
  readonly ignore: readonly string[];
}

/** Reports that every run writes into its folder. */
const STANDARD: readonly WantedReport[] = [
  { name: 'json' },
  { name: 'html' },
  { name: 'junit' },
  { name: 'markdown' },
];

/** `run`: runs a scenario on a target and judges it; the exit code is the verdict. */
export async function run(context: CommandContext, argv: RunArguments): Promise<number> {
  const { host, clock } = context;
  const reporters = [...STANDARD, ...parseReporters(argv.reporter, host.cwd)];
  const scenario = await loadScenarioFile(context, argv.file, {
    target: argv.target,
    context: argv.context,
    seed: argv.seed,
  });
  if (argv.dryRun) return dryRun(context, scenario, argv.output);
  const runId = makeRunId(clock.now(), host.randomHex(2));
  const prediction = tellPrediction(host, scenario);
  const view = openRunView(host.stderr, clock, host.env);
  const reportsFolder = resolve(host.cwd, argv.reports);
  const artifacts = join(reportsFolder, scenario.name, runId);
  try {
    const finished = await runScenario({
      scenario,
      seed: scenario.seed,
      runId,
      reportsFolder,
      host,
      clock,
      signal: host.interrupted,
      openTarget: () => openTarget(context, scenario, argv, runId, artifacts, view),
      onPlanned: view.planned,
      onObservation: view.observe,
      onJudged: (judged, folder) => publish(context, argv, judged, folder, reporters, view, prediction),
    });
    for (const left of finished.leftBehind) host.stderr.write(`could not clean up or keep: ${left}\n`);
    return finished.judged.result.exitCode;
  } finally {
    view.close();
  }
}

async function dryRun(context: CommandContext, scenario: Scenario, output: 'text' | 'json'): Promise<number> {
  const plan = makePlan(scenario, PROFILES[scenario.profile], scenario.seed);
  const { stdout } = context.host;
  if (output === 'json') {
    const { arrivals, ...rest } = plan;
    stdout.write(`${JSON.stringify({ ...rest, arrivals: arrivals.length }, null, 2)}\n`);
  } else {
    stdout.write(describePlan(plan));
  }
  return EXIT.passed;
}

async function openTarget(
  { host, clock }: CommandContext,
  scenario: Scenario,
  argv: RunArguments,
  runId: string,
  artifacts: string,
  view: RunView,
): Promise<Target> {
  const shared = { scenario, runId, artifacts, clock, host, signal: host.interrupted, tell: view.progress };
  if (scenario.target === 'twin') return openTwinTarget(shared);
  if (scenario.target === 'lab') {
    return openLabTarget({
      ...shared,
      ...labFolders(host),
      keep: argv.keep,
      onLabProgress: (told) => view.progress(describeLabProgress(told)),
    });
  }
  const access = clusterAccess(host, scenario, argv, 'target cluster');
  await refuseDoomedRun({ host, clock }, access, {
    scenario,
    yes: argv.yes,
    ignore: argv.ignore,
    tell: view.progress,
  });
  return openClusterTarget({
    ...shared,
    ...labFolders(host),
    ...access,
    serviceUrl: argv.serviceUrl,
  });
}

async function publish(
  { host }: CommandContext,
  argv: RunArguments,
  judged: Judged,
  folder: string,
  reporters: readonly WantedReport[],
  view: RunView,
  prediction: Prediction | undefined,
): Promise<void> {
  const input = judged;
  await writeReports(host.files, folder, input, reporters);
  view.close();
  printResult(host, input, argv.output);
  if (prediction !== undefined) tellComparison(host, prediction, judged);
  host.stderr.write(`report: ${join(folder, 'report.html')}\n`);
}
