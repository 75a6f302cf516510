import type { ContainerStatus, KubeObject, Pod } from '../kube/objects.ts';

/** At most this many pods are described; the rest is counted. */
const SHOWN = 4;

/** One line on where pods stand: phase, what their containers wait for or died of, conditions that are not met. */
export function describePods(objects: readonly KubeObject[]): string {
  const pods = objects as readonly Pod[];
  if (pods.length === 0) return 'it has no pods';
  const rest = pods.length > SHOWN ? `; and ${pods.length - SHOWN} more` : '';
  return `pods: ${pods.slice(0, SHOWN).map(describePod).join('; ')}${rest}`;
}

function describePod({ metadata, spec, status }: Pod): string {
  const unmet = (status?.conditions ?? [])
    .filter((condition) => condition.status !== 'True' && condition.message)
    .map((condition) => `${condition.type}: ${condition.message}`);
  return [
    `${metadata.name} ${status?.phase ?? 'without status'}`,
    spec.nodeName === undefined ? 'on no node' : `on ${spec.nodeName}`,
    ...(status?.containerStatuses ?? []).map(describeContainer),
    ...(status?.message === undefined ? [] : [status.message]),
    ...unmet,
  ].join(', ');
}

function describeContainer({ name, ready, restartCount, state, lastState }: ContainerStatus): string {
  const restarts = restartCount > 0 ? `, ${restartCount} restarts` : '';
  const { waiting, terminated } = state ?? {};
  const died = terminated ?? lastState?.terminated;
  const end = died ? `, ended with ${died.exitCode}${died.message ? `: ${died.message}` : ''}` : '';
  if (waiting)
    return `${name} waits: ${[waiting.reason, waiting.message].filter(Boolean).join(': ')}${end}${restarts}`;
  return `${name} ${terminated ? 'ended' : ready ? 'ready' : 'running, not ready'}${end}${restarts}`;
}
