import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { askSupervisor, type SupervisorAnswer } from './supervisor/ask-supervisor.ts';
import type { RestartCall, RestartReport } from './supervisor/restart.ts';
import type { StrikeOrder, StrikeReport } from './supervisor/strike.ts';

const CONTROLLER_MANAGER = 'kube-controller-manager';

/** A component of the lab that can be struck: one that runs as a pod, or the controller manager beside them. */
export type LabComponent = StrikeOrder['component'] | typeof CONTROLLER_MANAGER;

/** Prometheus is kept down for a while: restarted at once, it would be back before anybody missed it. */
const DOWN_MS: Readonly<Partial<Record<LabComponent, number>>> = { prometheus: 20_000 };

/** Kills the process of one component of this machine's lab; says what was hit. A serving pod is one of `namespace`. */
export async function strikeLab(component: LabComponent, namespace: string): Promise<string> {
  if (component === CONTROLLER_MANAGER) return await restartControllerManager();
  const downMs = DOWN_MS[component];
  const order: StrikeOrder = {
    component,
    ...(component === 'serving-pod' ? { namespace } : {}),
    ...(downMs === undefined ? {} : { downMs }),
  };
  const answer = await askSupervisor('POST', '/strike', { body: order });
  return `killed ${(JSON.parse(struck(component, answer)) as StrikeReport).hit.join(', ')}`;
}

/** Nothing else would start it again, and a lab without it is broken for good. */
async function restartControllerManager(): Promise<string> {
  const call: RestartCall = { component: CONTROLLER_MANAGER };
  const answer = await askSupervisor('POST', '/restart', { body: call, timeoutMs: 10_000 });
  const report = JSON.parse(struck(CONTROLLER_MANAGER, answer)) as RestartReport;
  return `killed process ${report.killed} and started it again`;
}

function struck(component: LabComponent, answer: SupervisorAnswer | undefined): string {
  if (answer?.status === 200) return answer.text;
  const told = `the lab could not strike ${component}: ${answer?.text ?? 'no answer'}`;
  throw new ScaleproofError('target-unavailable', told, {
    hint: 'scaleproof lab status shows whether the lab still runs.',
  });
}
