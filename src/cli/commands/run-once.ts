import { join, resolve } from 'node:path';
import type { Judged } from '../../run/judge-record.ts';
import type { LivePage } from '../../run/live-page.ts';
import { makeRunId } from '../../run/run-id.ts';
import { type FinishedRun, runScenario } from '../../run/run-scenario.ts';
import { writeReports } from '../../run/write-reports.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { openClusterTarget } from '../../target/cluster-target.ts';
import { openLabTarget } from '../../target/lab-target.ts';
import type { Target } from '../../target/target.ts';
import { openTwinTarget } from '../../target/twin-target.ts';
import { workloadRefs } from '../../workload/refs.ts';
import { clusterAccess } from '../cluster-access.ts';
import type { CommandContext } from '../command.ts';
import { labFolders } from '../lab-folders.ts';
import type { PrometheusArguments } from '../prometheus-flags.ts';
import { recordedCommand } from '../recorded-command.ts';
import type { WantedReport } from '../reporters.ts';
import { describeLabProgress } from '../terminal/lab-progress.ts';
import { openRunView } from '../terminal/open-run-view.ts';
import type { RunView } from '../terminal/run-view.ts';
import { writing } from '../writing.ts';
import { refuseDoomedRun } from './preflight.ts';

/** Where a run is run, as the command line says it. */
export interface TargetArguments extends PrometheusArguments {
  readonly file: string;
  readonly keep: boolean;
  readonly reports: string;
  readonly kubeconfig?: string | undefined;
  readonly serviceUrl?: string | undefined;
  readonly proxy?: string | undefined;
  readonly yes: boolean;
  readonly ignore: readonly string[];
}

/** Runs a scenario once, from the target to its clean-up, with its reports in its folder; `tell` says what came out. */
export async function runOnce(
  context: CommandContext,
  argv: TargetArguments,
  scenario: Scenario,
  reporters: readonly WantedReport[],
  tell: (judged: Judged, folder: string) => Promise<void>,
  live?: LivePage,
): Promise<FinishedRun> {
  const { host, clock } = context;
  const runId = makeRunId(clock.now(), host.randomHex(2));
  const view = withLivePage(openRunView(host.stderr, clock, host.env), live);
  const reportsFolder = resolve(host.cwd, argv.reports);
  const artifacts = join(reportsFolder, scenario.name, runId);
  try {
    const finished = await runScenario({
      scenario,
      seed: scenario.seed,
      runId,
      reportsFolder,
      command: recordedCommand(host.argv),
      host,
      clock,
      signal: host.interrupted,
      openTarget: () => openTarget(context, scenario, argv, runId, artifacts, view),
      onBegun: (header, folder) => {
        view.planned(header.plan, folder);
        live?.begin(header, join(folder, 'report.html'));
      },
      onObservation: view.observe,
      onJudged: async (judged, folder) => {
        await writing('a report', () => writeReports(host.files, folder, judged, reporters));
        await live?.become(await host.files.readText(join(folder, 'report.html')), clock);
        view.close();
        await tell(judged, folder);
      },
    });
    for (const left of finished.leftBehind) host.stderr.write(`could not clean up or keep: ${left}\n`);
    if (finished.leftBehind.length > 0 && scenario.target === 'cluster')
      host.stderr.write(`Hint: ${howToClean(scenario, argv, runId)} removes it once the cluster answers.\n`);
    return finished;
  } finally {
    view.close();
  }
}

/** What the terminal is told of progress and observations, the live page is told too. */
function withLivePage(view: RunView, live: LivePage | undefined): RunView {
  if (live === undefined) return view;
  return {
    ...view,
    progress: (text) => {
      view.progress(text);
      live.say(text);
    },
    observe: (seen) => {
      view.observe(seen);
      live.observe(seen);
    },
  };
}

/** The command that removes what a run could not remove itself. */
function howToClean(scenario: Scenario, argv: TargetArguments, runId: string): string {
  const where = `--kubeconfig ${argv.kubeconfig} --context ${scenario.context}`;
  return `scaleproof clean ${where} -n ${workloadRefs(scenario).namespace} --run ${runId}`;
}

async function openTarget(
  { host, clock }: CommandContext,
  scenario: Scenario,
  argv: TargetArguments,
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
