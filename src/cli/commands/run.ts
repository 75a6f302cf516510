import { join, resolve } from 'node:path';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { describePlan } from '../../plan/describe-plan.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { PROFILES } from '../../plan/timing.ts';
import { reportGithub } from '../../report/github/annotations.ts';
import { reportMarkdown } from '../../report/markdown.ts';
import type { Judged } from '../../run/judge-record.ts';
import type { LivePage } from '../../run/live-page.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import { publishToGithub } from '../github.ts';
import { prometheusOverride } from '../prometheus-flags.ts';
import { parseReporters, refuseUnwritable, type WantedReport } from '../reporters.ts';
import { printResult } from '../terminal/print-result.ts';
import { writing } from '../writing.ts';
import { resolveMetric } from './find-metric.ts';
import { besideLivePage, refuseLive } from './live.ts';
import { repeat } from './repeat.ts';
import { runOnce, type TargetArguments } from './run-once.ts';
import { tellComparison, tellPrediction } from './tell-prediction.ts';
import { loadScenarioFile } from './validate.ts';

/** What the command line says of a run. */
export interface RunArguments extends TargetArguments {
  readonly file: string;
  readonly target?: Scenario['target'] | undefined;
  readonly dryRun: boolean;
  readonly repeat: number;
  readonly seed?: number | undefined;
  readonly metric?: string | undefined;
  /** Port of the live page, 0 for any free one; none is served when left out. */
  readonly live?: number | undefined;
  readonly reporter: readonly string[];
  readonly output: 'text' | 'json';
  readonly context?: string | undefined;
}

/** Reports that every run writes into its folder. */
const STANDARD: readonly WantedReport[] = [
  { name: 'json' },
  { name: 'html' },
  { name: 'junit' },
  { name: 'markdown' },
];

/** `run`: runs a scenario on a target and judges it, once or several times; the exit code is the verdict. */
export async function run(context: CommandContext, argv: RunArguments): Promise<number> {
  const { host } = context;
  const asked = parseReporters(argv.reporter, host.cwd, { flag: '--reporter' });
  refuseRepeat(argv, asked);
  refuseLive(argv.live, argv.repeat);
  const toPrint = (report: WantedReport) => report.name === 'github' && report.path === undefined;
  const reporters = [...STANDARD, ...asked.filter((report) => !toPrint(report))];
  const onGithub = asked.some(toPrint) || host.env.GITHUB_ACTIONS === 'true';
  const written = await loadScenarioFile(context, argv.file, {
    target: argv.target,
    context: argv.context,
    seed: argv.seed,
    metric: argv.metric,
    prometheus: prometheusOverride(host, argv),
  });
  if (argv.dryRun) return dryRun(context, written, argv.output);
  // Before anything is started: minutes of a run that could not be kept would be lost.
  await refuseUnwritable(host.files, asked);
  await writing(`--reports ${argv.reports}`, () =>
    host.files.checkWritable(join(resolve(host.cwd, argv.reports), written.name, 'run')),
  );
  const scenario = await resolveMetric(context, written, argv);
  const prediction = tellPrediction(host, scenario);
  if (argv.repeat > 1) {
    return repeat(context, { ...argv, times: argv.repeat, onGithub }, scenario, (nth, tell) =>
      runOnce(context, { ...argv, keep: true }, nthOf(scenario, nth), reporters, tell),
    );
  }
  const tell = async (judged: Judged, folder: string): Promise<void> => {
    printResult(host, judged, argv.output);
    if (prediction !== undefined) tellComparison(host, prediction, judged);
    host.stderr.write(`report: ${join(folder, 'report.html')}\n`);
    if (!onGithub) return;
    const [annotations, summary] = [reportGithub(judged)[0]!.text, reportMarkdown(judged)[0]!.text];
    await publishToGithub(host, annotations, summary, argv.output);
  };
  const runIt = (live?: LivePage) => runOnce(context, argv, scenario, reporters, tell, live);
  const finished = await (argv.live === undefined
    ? runIt()
    : besideLivePage(context, scenario.name, argv.live, runIt));
  return finished.judged.result.exitCode;
}

/** The scenario of the nth run of a series: the same, but on the twin, where the same seed would give the same run. */
function nthOf(scenario: Scenario, nth: number): Scenario {
  return scenario.target === 'twin' ? { ...scenario, seed: scenario.seed + nth - 1 } : scenario;
}

function refuseRepeat({ repeat }: RunArguments, asked: readonly WantedReport[]): void {
  if (!Number.isInteger(repeat) || repeat < 1 || repeat > 1000) {
    throw new ScaleproofError('usage', `--repeat wants a whole number from 1 to 1000, not ${repeat}`);
  }
  const named = asked.find((report) => report.path !== undefined);
  if (repeat === 1 || named === undefined) return;
  throw new ScaleproofError('usage', `--repeat: every run would overwrite ${named.path}`, {
    hint: `Write --reporter ${named.name}: each run then has the file in its own folder.`,
  });
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
