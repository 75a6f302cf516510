import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { getObject } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { Plan } from '../plan/plan.ts';
import type { Emit } from '../sample/observation.ts';
import { applyWorkload } from '../workload/apply-workload.ts';
import { workloadRefs } from '../workload/refs.ts';
import { watchBudget } from './budget.ts';
import { playSession, type SessionParts } from './session.ts';
import type { Execution } from './target.ts';
import type { TargetSpec } from './target-spec.ts';
import { watchTarget } from './watchdog.ts';

/** The same for every target with an API server: apply the workload, play the session, and notice when the target is lost. */
export async function executeOnCluster(
  spec: TargetSpec & {
    readonly connection: KubeConnection;
    /** Why the target is lost for good, if that can be known at once; `undefined` while it is not. */
    readonly gone?: () => Promise<string | undefined>;
  },
  partsOf: () => Promise<SessionParts>,
  plan: Plan,
  emit: Emit,
  signal: AbortSignal,
): Promise<Execution> {
  const { connection, clock } = spec;
  let isApplied = false;
  const watchdog = watchTarget(clock, {
    look: async (lookSignal) => {
      await connection.request('GET', '/readyz', { signal: lookSignal, timeoutMs: 3000 });
      if (isApplied) await expectDeployment(connection, plan, lookSignal);
    },
    ...(spec.gone === undefined ? {} : { gone: spec.gone }),
  });
  const budget = watchBudget(plan, clock);
  const ended = AbortSignal.any([signal, watchdog.lost, budget.spent]);
  const observe: Emit = (seen) => {
    budget.observe(seen);
    emit(seen);
  };
  try {
    spec.tell(`applying ${plan.scenario.workload.name} and its HPA`);
    await applyWorkload(connection, clock, { scenario: plan.scenario, runId: spec.runId }, { signal: ended });
    isApplied = true;
    await playSession(await partsOf(), plan, observe, ended);
    return { reason: 'completed' };
  } catch (error) {
    if (watchdog.lost.aborted) {
      const detail = errorText(watchdog.lost.reason);
      spec.tell(`the target is lost: ${detail}`);
      return { reason: 'target-lost', detail };
    }
    if (budget.spent.aborted) return { reason: 'budget-spent', detail: errorText(budget.spent.reason) };
    throw error;
  } finally {
    budget.stop();
    watchdog.stop();
  }
}

/** Without its Deployment nothing of a run can go on; one that is replaced is back in time. */
async function expectDeployment(connection: KubeConnection, plan: Plan, signal: AbortSignal): Promise<void> {
  const { namespace, deployment: name } = workloadRefs(plan.scenario);
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name, namespace };
  if ((await getObject(connection, ref, { signal })) !== undefined) return;
  throw new ScaleproofError('target-unavailable', `somebody has deleted Deployment ${namespace}/${name}`);
}
