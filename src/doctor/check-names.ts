import { errorText } from '../errors/scaleproof-error.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { KubeError } from '../kube/kube-error.ts';
import type { Scenario } from '../scenario/schema.ts';
import { buildWorkload } from '../workload/apply-workload.ts';
import { refuseForeign } from '../workload/ownership.ts';
import { buildAnchor, ownedBy } from '../workload/serving.ts';
import { type Check, found, missing, type Question, unknown } from './check.ts';
import { NO_RUN } from './demand.ts';

/** Whether nothing of others, and nothing of another run, stands under the names that the run would apply. */
export async function checkNames(
  connection: KubeConnection,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  if (scenario.existing) return [];
  const { name, namespace } = scenario.workload;
  const question: Question = {
    id: 'names-free',
    hop: 'workload',
    wanted: `nothing of others is called ${name} in namespace ${namespace}`,
  };
  const parts = { scenario, runId: NO_RUN };
  try {
    await refuseForeign(connection, buildWorkload(parts, ownedBy(buildAnchor(parts))), { signal });
    return [found(question, 'nothing is')];
  } catch (error) {
    signal.throwIfAborted();
    // The API server's refusal says nothing about the names.
    if (error instanceof KubeError) return [unknown(question, errorText(error))];
    const fix =
      'use it as it is by `existing:`, pick another name or namespace, or remove a killed run with `scaleproof clean`';
    return [missing(question, { seen: errorText(error), fix })];
  }
}
