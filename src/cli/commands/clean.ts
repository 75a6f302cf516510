import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import { cleanRun } from '../../workload/clean.ts';
import { findLeftovers } from '../../workload/leftovers.ts';
import type { CommandContext } from '../command.ts';
import { withCluster } from '../with-cluster.ts';
import { takeLabDown } from './lab.ts';

/** What the command line says of the cleaning. */
interface CleanArguments {
  readonly run?: string | undefined;
  readonly all: boolean;
  readonly namespace?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** `clean`: removes what a killed run left, on the lab or on a cluster; says what it could not remove. */
export async function clean(context: CommandContext, argv: CleanArguments): Promise<number> {
  refuseVague(argv);
  if (argv.kubeconfig === undefined) return takeLabDown(context);
  if (argv.context === undefined) {
    throw new ScaleproofError('usage', 'clean on a cluster needs --context; it is never guessed', {
      hint: 'kubectl config get-contexts lists them.',
    });
  }
  const { kubeconfig, context: cluster } = argv;
  return withCluster({ kubeconfig, context: cluster }, async (connection) => {
    const where = argv.namespace === undefined ? {} : { namespace: argv.namespace };
    const runs =
      argv.run === undefined
        ? await runsToClean(context, connection, { ...where, all: argv.all })
        : [argv.run];
    const cleaned = await Promise.all(runs.map((run) => cleanRun(connection, run, context.clock, where)));
    const left = cleaned.flatMap((one) => one.left);
    for (const object of left) context.host.stderr.write(`could not remove ${object}\n`);
    return left.length === 0 ? EXIT.passed : EXIT.target;
  });
}

/** Objects of a run are on a cluster: without its name a lab would be taken down that nobody asked about. */
function refuseVague({ run, all, namespace, context, kubeconfig }: CleanArguments): void {
  if (run !== undefined && all)
    throw new ScaleproofError('usage', '--run names one run, and --all is every one');
  const given = Object.entries({ run, all: all || undefined, namespace, context });
  const unused = given.find(([, value]) => value !== undefined);
  if (kubeconfig !== undefined || unused === undefined) return;
  throw new ScaleproofError('usage', `--${unused[0]} is for a cluster, and --kubeconfig names none`, {
    hint: 'scaleproof clean --kubeconfig F --context C --run ID; clean alone takes the lab down.',
  });
}

/** All runs when that was asked for; else they are only listed, because one of them may still be on. */
async function runsToClean(
  { host }: CommandContext,
  connection: KubeConnection,
  { all, ...where }: { readonly all: boolean; readonly namespace?: string },
): Promise<readonly string[]> {
  const leftovers = await findLeftovers(connection, where);
  if (all || leftovers.length === 0) return leftovers.map(({ runId }) => runId);
  for (const { runId, createdAt, objects } of leftovers) {
    host.stdout.write(`${runId}\tsince ${createdAt ?? 'unknown'}\t${objects.join(', ')}\n`);
  }
  throw new ScaleproofError(
    'usage',
    `${leftovers.length} runs have objects on ${connection.context}, and one may still be on`,
    {
      hint: 'Name one with --run ID, or remove those of all with --all.',
    },
  );
}
