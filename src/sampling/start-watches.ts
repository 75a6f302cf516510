import type { Deployment, EndpointSlice, Event, Hpa, Pod } from '../kube/objects.ts';
import type { Observation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { makeChangeFilter } from './change-filter.ts';
import { makeEndpointsView } from './endpoints-view.ts';
import { eventOf } from './event-view.ts';
import { follow, type RunningWatch, type WatchContext } from './follow.ts';
import { makePodSteps } from './pod-steps.ts';
import { watchGpus } from './watch-gpus.ts';
import { hpaOf, hpaSpecOf, replicasOf } from './workload-view.ts';

/** Starts all watches of a run. Those of nodes and of other people's pods may be forbidden; then they are a gap. */
export function startWatches(context: WatchContext): {
  readonly needed: readonly RunningWatch[];
  readonly optional: readonly RunningWatch[];
} {
  const needed = [
    watchOne<Deployment>(context, 'deployment', context.workload.deployment, [replicasOf]),
    // The spec first: what follows goes by it.
    watchOne<Hpa>(context, 'hpa', context.workload.hpa, [hpaSpecOf, hpaOf]),
    watchPods(context),
    watchEndpoints(context),
  ];
  return { needed, optional: [watchEvents(context), ...watchGpus(context)] };
}

const COLLECTIONS = {
  deployment: { group: '/apis/apps/v1', plural: 'deployments' },
  hpa: { group: '/apis/autoscaling/v2', plural: 'horizontalpodautoscalers' },
} as const;

/** Follows one object by name. While it does not exist, its source is blind: there is nothing to see. */
function watchOne<T extends Deployment | Hpa>(
  context: WatchContext,
  source: keyof typeof COLLECTIONS,
  name: string,
  views: readonly ((object: T, at: Instant) => Observation)[],
): RunningWatch {
  const { group, plural } = COLLECTIONS[source];
  const { namespace } = context.workload;
  const thing = `${plural}/${name}`;
  const isNews = makeChangeFilter();
  const see = (object: T, at: Instant): void => {
    context.ledger.close(source, thing, at);
    for (const view of views) {
      const observation = view(object, at);
      if (isNews(newsOf(observation), observation.kind)) context.emit(observation);
    }
  };
  const miss = (at: Instant, reason: string): void => context.ledger.open(source, thing, at, reason);
  return follow<T>(context, {
    source,
    thing,
    path: `${group}/namespaces/${namespace}/${plural}`,
    query: { fieldSelector: `metadata.name=${name}` },
    onSync: (objects, at) => {
      if (objects.length === 0) miss(at, `${thing} does not exist in namespace ${namespace}`);
      for (const object of objects) see(object, at);
    },
    onChange: ({ type, object, receivedAt }) => {
      if (type === 'DELETED') miss(receivedAt, `${thing} was deleted`);
      else see(object, receivedAt);
    },
  });
}

/** A status that is written makes a new resourceVersion, and no new spec. */
function newsOf(observation: Observation): Observation {
  if (observation.kind !== 'hpaSpec') return observation;
  const { writer: _, ...told } = observation;
  return { ...told, resourceVersion: '' };
}

function watchPods(context: WatchContext): RunningWatch {
  const { namespace, podSelector } = context.workload;
  const steps = makePodSteps();
  const tell = (observations: readonly Observation[]): void => {
    for (const observation of observations) context.emit(observation);
  };
  return follow<Pod>(context, {
    source: 'pods',
    thing: `pods of ${podSelector}`,
    path: `/api/v1/namespaces/${namespace}/pods`,
    query: { labelSelector: podSelector },
    onSync: (pods, at) => {
      for (const pod of pods) tell(steps.see(pod, at));
    },
    onChange: ({ type, object, receivedAt }) =>
      tell(type === 'DELETED' ? steps.gone(object, receivedAt) : steps.see(object, receivedAt)),
  });
}

function watchEndpoints(context: WatchContext): RunningWatch {
  const { namespace, service } = context.workload;
  const view = makeEndpointsView();
  const isNews = makeChangeFilter();
  const tell = (at: Instant): void => {
    const observation = view.at(at);
    if (isNews(observation)) context.emit(observation);
  };
  return follow<EndpointSlice>(context, {
    source: 'endpoints',
    thing: `endpoints of ${service}`,
    path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    query: { labelSelector: `kubernetes.io/service-name=${service}` },
    onSync: (slices, at) => {
      for (const slice of slices) view.see(slice);
      tell(at);
    },
    onChange: ({ type, object, receivedAt }) => {
      if (type === 'DELETED') view.forget(object);
      else view.see(object);
      tell(receivedAt);
    },
  });
}

function watchEvents(context: WatchContext): RunningWatch {
  return follow<Event>(context, {
    source: 'events',
    thing: 'events',
    path: `/api/v1/namespaces/${context.workload.namespace}/events`,
    onSync: () => {
      // Events from before the run tell of other runs.
    },
    onChange: ({ type, object, receivedAt }) => {
      const observation = type === 'DELETED' ? undefined : eventOf(object, context.workload, receivedAt);
      if (observation) context.emit(observation);
    },
  });
}
