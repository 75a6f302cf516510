import { errorText } from '../errors/scaleproof-error.ts';
import type { Deployment, EndpointSlice, Event, Hpa, KubeObject, Node, Pod } from '../kube/objects.ts';
import { watchObjects } from '../kube/watch.ts';
import type { ObjectChange } from '../kube/watch-types.ts';
import type { Emit, GapSource, Observation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { makeChangeFilter } from './change-filter.ts';
import { makeEndpointsView } from './endpoints-view.ts';
import { eventOf } from './event-view.ts';
import type { GapLedger } from './gap-ledger.ts';
import { makeGpuCount } from './gpu-count.ts';
import { makePodSteps } from './pod-steps.ts';
import type { SamplingOptions } from './what-to-sample.ts';
import { hpaOf, replicasOf } from './workload-view.ts';

/** What the watches share. */
export interface WatchContext extends Pick<SamplingOptions, 'connection' | 'clock' | 'workload' | 'signal'> {
  readonly emit: Emit;
  readonly ledger: GapLedger;
}

/** A running watch; it ends with the signal. */
export interface RunningWatch {
  readonly thing: string;
  /** Resolves when everything that was there at the start has been seen; rejects when that is impossible. */
  readonly synced: Promise<void>;
  /** Resolves when the watch has ended; never rejects. */
  readonly ended: Promise<void>;
}

/** What is done with the objects of one watch. */
interface Following<T extends KubeObject> {
  readonly source: GapSource;
  readonly thing: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly onSync: (objects: readonly T[], at: Instant) => void;
  readonly onChange: (change: ObjectChange<T>) => void;
}

/** Starts all watches of a run. Those of nodes and of other people's pods may be forbidden; then they are a gap. */
export function startWatches(context: WatchContext): {
  readonly needed: readonly RunningWatch[];
  readonly optional: readonly RunningWatch[];
} {
  const needed = [
    watchOne<Deployment>(context, 'deployment', context.workload.deployment, replicasOf),
    watchOne<Hpa>(context, 'hpa', context.workload.hpa, hpaOf),
    watchPods(context),
    watchEndpoints(context),
  ];
  return { needed, optional: [watchEvents(context), ...watchGpus(context)] };
}

function follow<T extends KubeObject>(context: WatchContext, following: Following<T>): RunningWatch {
  const { connection, clock, signal, ledger } = context;
  const { source, thing, path, query, onSync, onChange } = following;
  const synced = Promise.withResolvers<void>();
  synced.promise.catch(() => {
    // Whoever waits for it is told; one that nobody waits for must not end the process.
  });
  const ended = watchObjects<T>(
    connection,
    clock,
    { path, ...(query ? { query } : {}), signal },
    {
      onSync: (objects, receivedAt) => {
        onSync(objects, receivedAt);
        synced.resolve();
      },
      onChange,
      onGap: (gap) => ledger.enter(source, gap),
    },
  ).catch((error: unknown) => {
    ledger.open(source, thing, clock.now(), `the watch of ${thing} ended: ${errorText(error)}`);
    synced.reject(error);
  });
  return { thing, synced: synced.promise, ended };
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
  view: (object: T, at: Instant) => Observation,
): RunningWatch {
  const { group, plural } = COLLECTIONS[source];
  const { namespace } = context.workload;
  const thing = `${plural}/${name}`;
  const isNews = makeChangeFilter();
  const see = (object: T, at: Instant): void => {
    context.ledger.close(source, thing, at);
    const observation = view(object, at);
    if (isNews(observation)) context.emit(observation);
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

/** GPUs that nodes offer and that pods of anybody hold; told when both are known. */
function watchGpus(context: WatchContext): readonly RunningWatch[] {
  const count = makeGpuCount();
  const isNews = makeChangeFilter();
  const waiting = new Set(['nodes', 'pods']);
  const tell = (at: Instant): void => {
    const observation = count.at(at);
    if (waiting.size === 0 && isNews(observation)) context.emit(observation);
  };
  const followAll = <T extends KubeObject>(
    what: 'nodes' | 'pods',
    see: (object: T) => void,
    forget: (object: T) => void,
  ): RunningWatch =>
    follow<T>(context, {
      source: 'nodes',
      thing: `${what} of the cluster`,
      path: `/api/v1/${what}`,
      onSync: (objects, at) => {
        objects.forEach(see);
        waiting.delete(what);
        tell(at);
      },
      onChange: ({ type, object, receivedAt }) => {
        if (type === 'DELETED') forget(object);
        else see(object);
        tell(receivedAt);
      },
    });
  return [
    followAll<Node>('nodes', count.seeNode, count.forgetNode),
    followAll<Pod>('pods', count.seePod, count.forgetPod),
  ];
}
