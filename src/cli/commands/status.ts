import { auditRecord } from '../../audit/audit-record.ts';
import { inferController, inferredWords } from '../../audit/infer-controller.ts';
import { isDoomedBy } from '../../doctor/check.ts';
import { checkController, checkPipeline, type InferredFlags } from '../../doctor/check-pipeline.ts';
import { timelineOf } from '../../record/timeline-of.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import type { CommandContext } from '../command.ts';
import {
  type ClusterArguments,
  type PipelineArguments,
  pipelineOf,
  withNamedCluster,
} from '../pipeline-arguments.ts';
import { wantsColour } from '../terminal/colour.ts';

import { checkLines } from '../terminal/preflight-table.ts';
import { readRecord } from './records.ts';

/** What the command line says of a look. */
export interface StatusArguments extends PipelineArguments, ClusterArguments {
  readonly run: readonly string[];
  readonly output: 'text' | 'json';
}

/** `status`: every hop of the metrics pipeline, the certificate's end and the HPA controller; exit code 4 when one is broken. */
export async function status(context: CommandContext, argv: StatusArguments): Promise<number> {
  const { host, clock } = context;
  const parts = await pipelineOf(context, argv);
  const inferred = await Promise.all(argv.run.map((run) => inferFrom(context, run)));
  return withNamedCluster(host, argv, 'status', async (connection) => {
    const signal = host.interrupted;
    // Without an answer every hop would be unknown.
    await connection.request('GET', '/version', { signal, allow: [403] });
    const look = { connection, parts, now: clock.now(), signal };
    const [chain, controller] = await Promise.all([checkPipeline(look), checkController(look, inferred)]);
    const checks = [...chain, controller];
    const { context: name, server } = connection;
    if (argv.output === 'json') {
      const shown = { works: !isDoomedBy(checks), cluster: { context: name, server }, checks };
      host.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    } else {
      const lines = [`context ${name}, server ${server}`, '', ...checkLines(checks, wantsColour(host))];
      host.stdout.write(`${lines.join('\n')}\n`);
    }
    return isDoomedBy(checks) ? EXIT.target : EXIT.passed;
  });
}

/** What a recorded run tells of the HPA controller that it met. */
async function inferFrom({ host }: CommandContext, run: string): Promise<InferredFlags> {
  const { record } = await readRecord(host, run);
  const { header } = record;
  const timeline = timelineOf(record);
  const inferred = inferController(timeline, auditRecord(header.plan, timeline));
  const { behavior } = header.plan.scenario.hpa;
  const words = inferredWords(inferred, behavior?.scaleDown?.stabilizationWindowSeconds !== undefined);
  return {
    tells: Object.keys(inferred).length > 0,
    text: `run ${header.runId}: ${words.join('; ')}`,
  };
}
