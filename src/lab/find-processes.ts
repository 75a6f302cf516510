import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { AgentPod } from './node/agent-pods.ts';
import { askSupervisor } from './supervisor/ask-supervisor.ts';

/** The processes of some components' containers in one namespace of this machine's lab. Throws when it does not answer. */
export async function findLabProcesses(
  components: readonly string[],
  namespace: string,
): Promise<readonly number[]> {
  const answer = await askSupervisor('GET', '/pods');
  if (answer?.status !== 200) {
    throw new ScaleproofError(
      'target-unavailable',
      `the lab does not say which processes run: ${answer?.text.trim() ?? 'no answer'}`,
      { hint: 'scaleproof lab status shows whether the lab still runs.' },
    );
  }
  const pods = JSON.parse(answer.text) as readonly AgentPod[];
  return pods
    .filter((pod) => pod.namespace === namespace)
    .flatMap((pod) => pod.containers)
    .filter(({ component }) => components.includes(component))
    .flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
}
