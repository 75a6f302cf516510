import type { Clock } from '../../clock/clock.ts';
import { isDoomed, type Preflight, preflight } from '../../doctor/preflight.ts';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { Host } from '../../host/host.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import { openRunPrometheus } from '../../reach/open-prometheus.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { EXIT } from '../../verdict/exit-code.ts';
import { workloadRefs } from '../../workload/refs.ts';
import { type ClusterAccess, clusterAccess } from '../cluster-access.ts';
import type { CommandContext } from '../command.ts';
import { type PrometheusArguments, prometheusOverride } from '../prometheus-flags.ts';
import { refuseProduction } from '../refuse-production.ts';
import { wantsColour } from '../terminal/colour.ts';
import { preflightTable, reasonLines } from '../terminal/preflight-table.ts';
import { withCluster } from '../with-cluster.ts';
import { resolveMetric } from './find-metric.ts';
import { loadScenarioFile } from './validate.ts';

/** What the command line says of a preflight. */
export interface PreflightArguments extends PrometheusArguments {
  readonly file: string;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly proxy?: string | undefined;
  readonly metric?: string | undefined;
  readonly ignore: readonly string[];
  readonly output: 'text' | 'json';
}

/** What it is called with where a run comes after it. */
interface BeforeRun {
  readonly scenario: Scenario;
  /** Whether a cluster that looks like production is meant. */
  readonly yes: boolean;
  readonly ignore: readonly string[];
  readonly tell: (text: string) => void;
}

/** `preflight`: the checks as a table or JSON; exit code 4 when a run cannot pass. */
export async function preflightCommand(context: CommandContext, argv: PreflightArguments): Promise<number> {
  const { host } = context;
  const written = await loadScenarioFile(context, argv.file, {
    target: 'cluster',
    context: argv.context,
    metric: argv.metric,
    prometheus: prometheusOverride(host, argv),
  });
  const scenario = await resolveMetric(context, written, argv);
  const access = clusterAccess(host, scenario, argv, 'preflight');
  const result = await withCluster(access, (connection) =>
    look(context, access, connection, scenario, argv.ignore),
  );
  host.stdout.write(
    argv.output === 'json'
      ? `${JSON.stringify({ ready: !isDoomed(result), ...result }, null, 2)}\n`
      : preflightTable(result, { colour: wantsColour(host) }),
  );
  return isDoomed(result) ? EXIT.target : EXIT.passed;
}

/**
 * Before a run: shows where it would go, asks for `--yes` where that looks like production, and refuses a doomed run with all
 * reasons. Nothing has been changed by then.
 */
export async function refuseDoomedRun(
  context: { readonly host: Pick<Host, 'interrupted'>; readonly clock: Clock },
  access: ClusterAccess,
  { scenario, yes, ignore, tell }: BeforeRun,
): Promise<void> {
  const result = await withCluster(access, (connection) => {
    const { namespace } = workloadRefs(scenario);
    tell(`context ${connection.context}, server ${connection.server}, namespace ${namespace}`);
    refuseProduction(connection, yes, 'A run puts load on it.');
    return look(context, access, connection, scenario, ignore);
  });
  for (const { status, dooms, wanted, seen } of result.checks) {
    if (status === 'unknown') tell(`preflight: not known whether ${wanted}: ${seen}`);
    if (status === 'missing' && !dooms) tell(`preflight: warning: wanted ${wanted}, but ${seen}`);
  }
  if (!isDoomed(result)) return tell(`preflight: ${result.checks.length} checks, nothing dooms the run`);
  throw new ScaleproofError(
    'target-unavailable',
    `the run cannot pass, and nothing was changed:\n${reasonLines(result).join('\n')}`,
    {
      hint: 'scaleproof preflight FILE with the same options shows every check, what to do, and the roles that are missing.',
    },
  );
}

async function look(
  { host, clock }: { readonly host: Pick<Host, 'interrupted'>; readonly clock: Clock },
  access: ClusterAccess,
  connection: KubeConnection,
  scenario: Scenario,
  ignore: readonly string[],
): Promise<Preflight> {
  const { places, proxyUrl } = access;
  const prometheus = await openRunPrometheus(access.prometheus, { connection, clock, places, proxyUrl });
  try {
    return await preflight({ connection, prometheus, scenario, clock, signal: host.interrupted, ignore });
  } finally {
    await prometheus.close();
  }
}
