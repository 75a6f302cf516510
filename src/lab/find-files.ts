import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { askSupervisor } from './supervisor/ask-supervisor.ts';
import type { LabFiles } from './supervisor/node-parts.ts';

/**
 * Where a path of a component's containers lies on this machine, one for each pod that lives: a pod that is replaced
 * has another place. Throws when the lab does not answer.
 */
export async function findLabFiles(component: string, path: string): Promise<readonly string[]> {
  const answer = await askSupervisor('GET', `/files?${new URLSearchParams({ component, path })}`);
  if (answer?.status !== 200) {
    throw new ScaleproofError(
      'target-unavailable',
      `the lab does not say where ${path} of ${component} lies: ${answer?.text.trim() ?? 'no answer'}`,
      { hint: 'scaleproof lab status shows whether the lab still runs.' },
    );
  }
  return (JSON.parse(answer.text) as LabFiles).map(({ place }) => place);
}
