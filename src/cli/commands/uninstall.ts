import type { KubeConnection } from '../../kube/connect.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import { cleanPipeline } from '../../workload/clean-pipeline.ts';
import type { PipelinePiece } from '../../workload/pieces.ts';
import type { PipelineParts } from '../../workload/pipeline-parts.ts';
import { type PlannedRemoval, planRemoval } from '../../workload/plan-removal.ts';
import type { CommandContext } from '../command.ts';
import {
  type ClusterArguments,
  type PipelineArguments,
  pipelineOf,
  withNamedCluster,
} from '../pipeline-arguments.ts';
import { mayGoOn } from './install.ts';

/** What the command line says of a removal. */
export interface UninstallArguments extends PipelineArguments, ClusterArguments {
  readonly pieces: readonly PipelinePiece[];
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly output: 'text' | 'json';
}

/** `uninstall`: removes what `install` put up and waits until it is gone; exit code 4 when something remained. */
export async function uninstall(context: CommandContext, argv: UninstallArguments): Promise<number> {
  const parts = await pipelineOf(context, argv);
  return withNamedCluster(context.host, argv, 'uninstall', async (connection) => {
    const pieces = await mayGoOn(context, connection, { ...argv, parts, task: 'uninstall' });
    const act = argv.dryRun ? tellPlan : remove;
    return act(context, connection, parts, { pieces, output: argv.output });
  });
}

type Asked = Pick<UninstallArguments, 'pieces' | 'output'>;

async function remove(
  { host, clock }: CommandContext,
  connection: KubeConnection,
  parts: PipelineParts,
  { pieces, output }: Asked,
): Promise<number> {
  const cleaned = await cleanPipeline(connection, clock, parts, { pieces });
  const { removed, foreign, remained } = cleaned;
  if (output === 'json') host.stdout.write(`${JSON.stringify({ dryRun: false, ...cleaned }, null, 2)}\n`);
  else {
    for (const object of removed) host.stdout.write(`- ${object}\n`);
    host.stdout.write(`${removed.length} removed\n`);
  }
  for (const object of foreign) host.stderr.write(`left alone, not made by scaleproof: ${object}\n`);
  for (const problem of remained) host.stderr.write(`could not remove ${problem}\n`);
  return remained.length === 0 ? EXIT.passed : EXIT.target;
}

/** Says what would go and what would be left, and changes nothing. */
async function tellPlan(
  { host }: CommandContext,
  connection: KubeConnection,
  parts: PipelineParts,
  { pieces, output }: Asked,
): Promise<number> {
  const removals = await planRemoval(connection, parts, { pieces, signal: host.interrupted });
  if (output === 'json') {
    const { context, server } = connection;
    const shown = { cluster: { context, server }, pieces, dryRun: true, removals };
    host.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    return EXIT.passed;
  }
  const going = removals.filter(({ removal }) => removal === 'delete').length;
  const lines = [
    ...removals.map(removalLine),
    `${going} would be removed, ${removals.length - going} left; nothing was changed`,
  ];
  host.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.passed;
}

function removalLine({ object, removal, why }: PlannedRemoval): string {
  return removal === 'delete' ? `- ${object}` : `! ${object} would be left: ${why}`;
}
