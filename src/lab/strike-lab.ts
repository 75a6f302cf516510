import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { askSupervisor } from './supervisor/ask-supervisor.ts';
import type { StrikeOrder, StrikeReport } from './supervisor/strike.ts';

/** A component that runs as a pod of the lab and can be struck. */
export type LabComponent = StrikeOrder['component'];

/** Prometheus is kept down for a while: restarted at once, it would be back before anybody missed it. */
const DOWN_MS: Readonly<Partial<Record<LabComponent, number>>> = { prometheus: 20_000 };

/** Kills the process of one component of this machine's lab; says what was hit. A serving pod is one of `namespace`. */
export async function strikeLab(component: LabComponent, namespace: string): Promise<string> {
  const downMs = DOWN_MS[component];
  const order: StrikeOrder = {
    component,
    ...(component === 'serving-pod' ? { namespace } : {}),
    ...(downMs === undefined ? {} : { downMs }),
  };
  const answer = await askSupervisor('POST', '/strike', { body: order });
  if (answer?.status !== 200) {
    throw new ScaleproofError(
      'target-unavailable',
      `the lab could not strike ${component}: ${answer?.text ?? 'no answer'}`,
      {
        hint: 'scaleproof lab status shows whether the lab still runs.',
      },
    );
  }
  return `killed ${(JSON.parse(answer.text) as StrikeReport).hit.join(', ')}`;
}
