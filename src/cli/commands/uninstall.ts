import { EXIT } from '../../verdict/exit-code.ts';
import { cleanPipeline } from '../../workload/clean-pipeline.ts';
import type { PipelinePiece } from '../../workload/pieces.ts';
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
  readonly yes: boolean;
  readonly output: 'text' | 'json';
}

/** `uninstall`: removes what `install` put up and waits until it is gone; exit code 4 when something remained. */
export async function uninstall(context: CommandContext, argv: UninstallArguments): Promise<number> {
  const { host, clock } = context;
  const parts = await pipelineOf(context, argv);
  return withNamedCluster(host, argv, 'uninstall', async (connection) => {
    await mayGoOn(context, connection, { ...argv, parts, task: 'uninstall' });
    const cleaned = await cleanPipeline(connection, clock, parts, { pieces: argv.pieces });
    const { removed, foreign, remained } = cleaned;
    if (argv.output === 'json') host.stdout.write(`${JSON.stringify(cleaned, null, 2)}\n`);
    else {
      for (const object of removed) host.stdout.write(`- ${object}\n`);
      host.stdout.write(`${removed.length} removed\n`);
    }
    for (const object of foreign) host.stderr.write(`left alone, not made by scaleproof: ${object}\n`);
    for (const problem of remained) host.stderr.write(`could not remove ${problem}\n`);
    return remained.length === 0 ? EXIT.passed : EXIT.target;
  });
}
