import type { ContainerStatus, Pod } from '../kube/objects.ts';
import type { PodChange, PodObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { gpusOf } from './gpu-count.ts';

/** Follows pods through their lives and tells each step once. */
export interface PodSteps {
  /** The steps that a pod has taken since it was seen last, in their order. */
  see(pod: Pod, at: Instant): readonly PodObservation[];
  gone(pod: Pod, at: Instant): readonly PodObservation[];
}

/** What is known of one pod; a pod made anew under the same name has another uid. */
interface KnownPod {
  readonly done: ReadonlySet<PodChange>;
  readonly ready: boolean;
  readonly restarts: number;
  readonly trouble: string | undefined;
}

const NEW_POD: KnownPod = { done: new Set(), ready: false, restarts: 0, trouble: undefined };

/** Reasons for waiting that do not pass by themselves. */
const BAD_WAITING = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

/** Starts with no pod known. */
export function makePodSteps(): PodSteps {
  const known = new Map<string, KnownPod>();
  return {
    see: (pod, at) => {
      const id = pod.metadata.uid ?? pod.metadata.name;
      const { steps, now } = stepsSince(known.get(id) ?? NEW_POD, pod);
      known.set(id, now);
      return steps.map((step) => ({ kind: 'pod', at, pod: pod.metadata.name, ...step }));
    },
    gone: (pod, at) => {
      known.delete(pod.metadata.uid ?? pod.metadata.name);
      return [{ kind: 'pod', at, pod: pod.metadata.name, change: 'deleted' }];
    },
  };
}

type Step = Pick<PodObservation, 'change' | 'node' | 'gpus' | 'since' | 'detail'>;

function stepsSince(before: KnownPod, pod: Pod): { readonly steps: readonly Step[]; readonly now: KnownPod } {
  const steps: Step[] = [];
  const done = new Set(before.done);
  const once = (step: Step): void => {
    if (done.has(step.change)) return;
    done.add(step.change);
    steps.push(step);
  };
  const containers = pod.status?.containerStatuses ?? [];
  const restarts = containers.reduce((sum, container) => sum + container.restartCount, 0);
  const leaving = pod.metadata.deletionTimestamp !== undefined;
  once({ change: 'created' });
  if (pod.spec.nodeName) once({ change: 'scheduled', node: pod.spec.nodeName, gpus: gpusOf(pod) });
  if (containers.length > 0 && containers.every(hasStarted))
    once({ change: 'started', ...sinceOf(pod.status?.startTime) });
  if (restarts > before.restarts) steps.push({ change: 'restarted', ...detailOf(lastEnd(containers)) });
  const ready = isReady(pod);
  // Once it is leaving, a pod loses its readiness as a matter of course.
  if (ready !== before.ready && !leaving)
    steps.push({ change: ready ? 'ready' : 'unready', ...readySince(pod), ...whyUnready(pod) });
  const trouble = troubleOf(pod, containers);
  if (trouble !== undefined && trouble !== before.trouble) steps.push({ change: 'failed', detail: trouble });
  if (leaving) once({ change: 'terminating', ...graceOf(pod) });
  return { steps, now: { done, ready: leaving ? before.ready : ready, restarts, trouble } };
}

function hasStarted(container: ContainerStatus): boolean {
  return container.state?.running !== undefined || container.state?.terminated !== undefined;
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function readySince(pod: Pod): { readonly since?: Instant } {
  return sinceOf(pod.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime);
}

function sinceOf(text: string | undefined): { readonly since?: Instant } {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? {} : { since: at };
}

function whyUnready(pod: Pod): { readonly detail?: string } {
  if (isReady(pod)) return {};
  const condition = pod.status?.conditions?.find(({ type }) => type === 'Ready');
  return detailOf([condition?.reason, condition?.message].filter(Boolean).join(': '));
}

function troubleOf(pod: Pod, containers: readonly ContainerStatus[]): string | undefined {
  const { phase, reason, message } = pod.status ?? {};
  if (phase === 'Failed')
    return [reason ?? 'Failed', message ?? lastEnd(containers)].filter(Boolean).join(': ');
  const waiting = containers.map((container) => container.state?.waiting);
  return waiting.find((state) => BAD_WAITING.has(state?.reason ?? ''))?.reason;
}

/** How the containers that ended last ended, for example `serving: OOMKilled, exit code 137`. */
function lastEnd(containers: readonly ContainerStatus[]): string {
  const ends = containers.flatMap(({ name, state, lastState }) => {
    const end = state?.terminated ?? lastState?.terminated;
    return end ? [`${name}: ${end.reason ? `${end.reason}, ` : ''}exit code ${end.exitCode}`] : [];
  });
  return ends.join('; ');
}

function graceOf(pod: Pod): { readonly detail?: string } {
  const seconds = pod.metadata.deletionGracePeriodSeconds;
  return seconds === undefined ? {} : { detail: `grace ${seconds}s` };
}

function detailOf(text: string): { readonly detail?: string } {
  return text === '' ? {} : { detail: text };
}
