import { isDoomedBy } from '../../doctor/check.ts';
import type { InstallTask } from '../../doctor/install-permissions.ts';
import { learn } from '../../doctor/learn.ts';
import { reviewInstall } from '../../doctor/review-install.ts';
import { type VerifiedPipeline, verifyPipeline } from '../../doctor/verify-pipeline.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { parseDuration } from '../../units/duration.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import { withServed } from '../../workload/adapter/served.ts';
import { applyPrepared, waitForPipeline } from '../../workload/apply-pipeline.ts';
import type { PipelinePiece } from '../../workload/pieces.ts';
import type { PipelineParts } from '../../workload/pipeline-parts.ts';
import { obstaclesOf, planPipeline, refuseObstacles } from '../../workload/plan-pipeline.ts';
import { preparePipeline } from '../../workload/prepare-pipeline.ts';
import type { CommandContext } from '../command.ts';
import {
  type ClusterArguments,
  type PipelineArguments,
  pipelineOf,
  withNamedCluster,
} from '../pipeline-arguments.ts';
import { refuseProduction } from '../refuse-production.ts';
import { wantsColour } from '../terminal/colour.ts';
import { type Installed, installedText } from '../terminal/installed-text.ts';
import { reasonLines } from '../terminal/preflight-table.ts';

/** What the command line says of an installation. */
export interface InstallArguments extends PipelineArguments, ClusterArguments {
  readonly pieces: readonly PipelinePiece[];
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly rotate: boolean;
  readonly probe: boolean;
  readonly timeout: string;
  readonly yes: boolean;
  readonly output: 'text' | 'json';
}

/** `install`: rows S2 to S6 and S9 on a cluster that lacks them; nothing is applied while anything stands in the way. */
export async function install(context: CommandContext, argv: InstallArguments): Promise<number> {
  const { host } = context;
  const deadlineAt = context.clock.now() + timeoutOf(argv.timeout);
  const parts = await pipelineOf(context, argv);
  return withNamedCluster(host, argv, 'install', async (connection) => {
    const pieces = await mayGoOn(context, connection, { ...argv, parts, task: 'install' });
    const asked = { ...argv, pieces };
    const planned = await plan(context, connection, parts, asked);
    const { prepared, changes } = planned;
    const shown = { ...planned.shown, dryRun: argv.dryRun };
    if (argv.dryRun) {
      write(context, argv.output, shown);
      return obstaclesOf(changes, argv).length > 0 ? EXIT.target : EXIT.passed;
    }
    refuseObstacles(changes, argv);
    tellTakenOver(context, shown);
    await applyPrepared(connection, context.clock, prepared, { force: argv.force, signal: host.interrupted });
    const verified = await settle(context, connection, parts, { ...asked, deadlineAt });
    write(context, argv.output, { ...shown, ...(verified === undefined ? {} : { verified }) });
    return verified === undefined && argv.pieces.includes('adapter') ? EXIT.inconclusive : EXIT.passed;
  });
}

/**
 * Shows where a task would go, and refuses it while any permission is missing: all are told at once. Returns the pieces
 * that it is to be done with: those that were named, and what the adapter among them serves besides.
 */
export async function mayGoOn(
  { host }: CommandContext,
  connection: KubeConnection,
  asked: {
    readonly parts: PipelineParts;
    readonly pieces: readonly PipelinePiece[];
    readonly task: InstallTask;
    readonly yes: boolean;
  },
): Promise<readonly PipelinePiece[]> {
  const { adapterNamespace, monitoringNamespace } = asked.parts.pipeline;
  host.stderr.write(
    `context ${connection.context}, server ${connection.server}, namespaces ${adapterNamespace} and ${monitoringNamespace}\n`,
  );
  refuseProduction(connection, asked.yes, `It changes what every HPA there may read.`);
  const signal = host.interrupted;
  const served = await learn(signal, () =>
    withServed(connection, asked.pieces, adapterNamespace, { signal }),
  );
  const pieces = served.known ? served.value : asked.pieces;
  if (pieces.length > asked.pieces.length)
    host.stderr.write('with the adapter goes resource-metrics, which it serves\n');
  const review = await reviewInstall(connection, { ...asked, pieces }, asked.task, signal);
  for (const { status, wanted, seen } of review.checks) {
    if (status === 'unknown') host.stderr.write(`not known whether we may ${wanted}: ${seen}\n`);
  }
  if (!isDoomedBy(review.checks)) {
    if (served.known) return pieces;
    throw new ScaleproofError(
      'target-unavailable',
      `nothing was changed: whether the adapter serves metrics.k8s.io too is not known: ${served.why}`,
      { hint: 'Try again; the API server did not say what it lets you ask.' },
    );
  }
  throw new ScaleproofError(
    'target-unavailable',
    `${review.user} may not ${asked.task} this, and nothing was changed:\n${reasonLines(review).join('\n')}`,
    { hint: 'scaleproof rbac --for install prints all that it takes, for an administrator to apply.' },
  );
}

async function plan(
  { host, clock }: CommandContext,
  connection: KubeConnection,
  parts: PipelineParts,
  { pieces, rotate }: InstallArguments,
) {
  const signal = host.interrupted;
  const prepared = await preparePipeline(connection, clock, parts, { pieces, rotate, signal });
  const changes = await planPipeline(connection, prepared, { signal });
  const { context, server } = connection;
  const shown: Installed = {
    cluster: { context, server },
    pieces,
    changes,
    now: clock.now(),
    ...(prepared.certificate === undefined ? {} : { certificate: prepared.certificate }),
  };
  return { prepared, changes, shown };
}

function tellTakenOver({ host }: CommandContext, { changes }: Installed): void {
  for (const { object, conflicts } of changes) {
    for (const { field, owner } of conflicts)
      host.stderr.write(`taking over ${field} of ${object} from ${owner}, as --force says\n`);
  }
}

/** Waits for the pods, then for a value of the metric (row S6). */
async function settle(
  { host, clock }: CommandContext,
  connection: KubeConnection,
  parts: PipelineParts,
  asked: Pick<InstallArguments, 'pieces' | 'probe'> & { readonly deadlineAt: number },
): Promise<VerifiedPipeline | undefined> {
  const tell = (text: string) => host.stderr.write(`${text}\n`);
  const signal = host.interrupted;
  const left = () => Math.max(1000, asked.deadlineAt - clock.now());
  tell('applied; waiting for the pods');
  await waitForPipeline(connection, clock, parts, { pieces: asked.pieces, deadlineMs: left(), signal });
  if (!asked.pieces.includes('adapter')) return undefined;
  tell(`the pods are ready; waiting for a value of ${parts.metricName}`);
  return verifyPipeline(connection, clock, parts, { deadlineMs: left(), probe: asked.probe, signal, tell });
}

function write(
  { host }: CommandContext,
  output: 'text' | 'json',
  installed: Installed & { readonly dryRun: boolean },
): void {
  host.stdout.write(installedText(installed, { output, colour: wantsColour(host) }));
}

function timeoutOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new ScaleproofError('usage', `--timeout ${text} is no duration`, { hint: 'For example 90s or 5m.' });
}
