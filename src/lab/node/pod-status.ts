import type { Condition, ContainerStatus } from '../../kube/objects.ts';
import { formatInstant, type Instant } from '../../units/instant.ts';

/** What the agent knows of a pod when it writes its status. */
export interface PodFacts {
  readonly podIP: string;
  readonly startTime: Instant;
  readonly initialized: boolean;
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  readonly initContainers: readonly ContainerStatus[];
  readonly containers: readonly ContainerStatus[];
  /** Set when the pod could not even begin on this node. */
  readonly rejected?: { readonly reason: string; readonly message: string };
}

/** `status` of a pod as a kubelet writes it. */
export interface PodStatus {
  readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
  readonly conditions: readonly Condition[];
  readonly startTime: string;
  readonly podIP?: string;
  readonly podIPs?: readonly { readonly ip: string }[];
  readonly reason?: string;
  readonly message?: string;
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses: readonly ContainerStatus[];
}

/** Computes the status; a condition keeps its transition time while its status stays as `before` has it. */
export function podStatus(facts: PodFacts, before: readonly Condition[], now: Instant): PodStatus {
  const phase = phaseOf(facts);
  const rejected = facts.rejected !== undefined;
  return {
    phase,
    conditions: conditionsOf(facts, phase).map((condition) => withTransition(condition, before, now)),
    startTime: formatInstant(facts.startTime),
    ...(rejected ? facts.rejected : { podIP: facts.podIP, podIPs: [{ ip: facts.podIP }] }),
    ...(facts.initContainers.length > 0 ? { initContainerStatuses: facts.initContainers } : {}),
    containerStatuses: facts.containers,
  };
}

function phaseOf(facts: PodFacts): PodStatus['phase'] {
  if (facts.rejected) return 'Failed';
  if (!facts.initialized) return 'Pending';
  const ended = facts.containers.filter(({ state }) => state?.terminated !== undefined);
  const begun = facts.containers.filter(
    ({ state, restartCount, lastState }) =>
      state?.running || state?.terminated || lastState || restartCount > 0,
  );
  if (ended.length === facts.containers.length && facts.restartPolicy !== 'Always') {
    return ended.every(({ state }) => state?.terminated?.exitCode === 0) ? 'Succeeded' : 'Failed';
  }
  return begun.length === facts.containers.length ? 'Running' : 'Pending';
}

function conditionsOf(facts: PodFacts, phase: PodStatus['phase']): readonly Condition[] {
  const unready = facts.containers.filter(({ ready }) => !ready).map(({ name }) => name);
  const completed = phase === 'Succeeded';
  const containersReady: Omit<Condition, 'type'> =
    unready.length === 0
      ? { status: 'True' }
      : {
          status: 'False',
          reason: completed ? 'PodCompleted' : 'ContainersNotReady',
          ...(completed ? {} : { message: `containers with unready status: [${unready.join(' ')}]` }),
        };
  return [
    { type: 'PodReadyToStartContainers', status: facts.rejected ? 'False' : 'True' },
    initializedCondition(facts),
    { type: 'Ready', ...containersReady },
    { type: 'ContainersReady', ...containersReady },
    { type: 'PodScheduled', status: 'True' },
  ];
}

function initializedCondition(facts: PodFacts): Condition {
  if (facts.initialized) return { type: 'Initialized', status: 'True' };
  return {
    type: 'Initialized',
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: 'containers with incomplete status',
  };
}

function withTransition(condition: Condition, before: readonly Condition[], now: Instant): Condition {
  const old = before.find(({ type }) => type === condition.type);
  const kept = old?.status === condition.status ? old.lastTransitionTime : undefined;
  return { ...condition, lastTransitionTime: kept ?? formatInstant(now) };
}
