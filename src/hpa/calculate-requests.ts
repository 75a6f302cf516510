import { add, type Int64 } from './int64.ts';
import type { Container, Pod } from './pod.ts';

/** Requests in milli-units by pod name, or why they cannot be told. */
export type Requests = ReadonlyMap<string, Int64> | { readonly error: string };

/**
 * The request of every pod of the selector for one resource; a single pod without one spoils the whole metric, even if
 * that pod has failed or is being deleted. `container` empty means the whole pod. Go: `calculateRequests`.
 */
export function calculateRequests(pods: readonly Pod[], container: string, resource: string): Requests {
  const requests = new Map<string, Int64>();
  for (const pod of pods) {
    const request =
      container === '' && isPodLevelRequestsSet(pod)
        ? podLevelRequest(pod, resource)
        : requestFromContainers(pod, container, resource);
    if (typeof request === 'object') return request;
    requests.set(pod.name, request);
  }
  return requests;
}

/** Go: `calculatePodRequestsFromContainers`. */
function requestFromContainers(
  pod: Pod,
  container: string,
  resource: string,
): Int64 | { readonly error: string } {
  let request: Int64 = 0;
  for (const { name, requests } of countedContainers(pod)) {
    if (container !== '' && container !== name) continue;
    const own = requests[resource];
    if (own === undefined)
      return { error: `missing request for ${resource} in container ${name} of Pod ${pod.name}` };
    request = add(request, own);
    if (container === name) return request;
  }
  if (container !== '') return { error: `container ${container} not found in Pod ${pod.name}` };
  return request;
}

/** The containers, then the restartable init containers. */
function countedContainers(pod: Pod): readonly Container[] {
  if (pod.initContainers === undefined) return pod.containers;
  return [...pod.containers, ...pod.initContainers.filter((one) => one.restartAlways === true)];
}

/** Go: `calculatePodLevelRequests`. */
function podLevelRequest(pod: Pod, resource: string): Int64 | { readonly error: string } {
  const own = isSupportedPodLevelResource(resource) ? pod.podRequests?.[resource] : undefined;
  let request = own ?? aggregateContainerRequests(pod, resource);
  const overhead = pod.overhead?.[resource];
  if (overhead !== undefined) request = add(request ?? 0, overhead);
  return request ?? { error: `missing pod-level request for ${resource} in Pod ${pod.name}` };
}

/** Containers and sidecars together, or the largest moment of initialization. Go: `AggregateContainerRequests`. */
function aggregateContainerRequests(pod: Pod, resource: string): Int64 | undefined {
  let total: Int64 | undefined;
  for (const { requests } of pod.containers) total = plus(total, requests[resource]);
  let sidecars: Int64 | undefined;
  let largest: Int64 | undefined;
  for (const { requests, restartAlways } of pod.initContainers ?? []) {
    const own = requests[resource];
    let during: Int64 | undefined;
    if (restartAlways === true) {
      total = plus(total, own);
      sidecars = plus(sidecars, own);
      during = sidecars;
    } else {
      during = plus(own, sidecars);
    }
    if (during !== undefined && (largest === undefined || during > largest)) largest = during;
  }
  return largest !== undefined && (total === undefined || largest > total) ? largest : total;
}

function plus(a: Int64 | undefined, b: Int64 | undefined): Int64 | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : add(a, b);
}

function isPodLevelRequestsSet(pod: Pod): boolean {
  return pod.podRequests !== undefined && Object.keys(pod.podRequests).some(isSupportedPodLevelResource);
}

function isSupportedPodLevelResource(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}
