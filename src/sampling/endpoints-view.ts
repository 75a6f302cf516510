import type { EndpointSlice } from '../kube/objects.ts';
import type { EndpointsObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** The endpoints of one Service over all its slices. */
export interface EndpointsView {
  see(slice: EndpointSlice): void;
  forget(slice: EndpointSlice): void;
  at(at: Instant): EndpointsObservation;
}

/** Starts without a slice, which is what a Service without pods has. */
export function makeEndpointsView(): EndpointsView {
  const slices = new Map<string, EndpointSlice>();
  return {
    see: (slice) => void slices.set(slice.metadata.name, slice),
    forget: (slice) => void slices.delete(slice.metadata.name),
    at: (at) => {
      const ready = new Set<string>();
      const terminating = new Set<string>();
      for (const endpoint of [...slices.values()].flatMap((slice) => slice.endpoints ?? [])) {
        const name = endpoint.targetRef?.name ?? endpoint.addresses[0] ?? 'unknown';
        if (endpoint.conditions?.terminating) terminating.add(name);
        // A missing condition means ready, says the API.
        else if (endpoint.conditions?.ready ?? true) ready.add(name);
      }
      return { kind: 'endpoints', at, ready: [...ready].sort(), terminating: [...terminating].sort() };
    },
  };
}
