import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import type { EndpointSlice, KubeObject } from '../../kube/objects.ts';
import { watchObjects } from '../../kube/watch.ts';
import { type FrontListener, listenForFront } from './front-listener.ts';
import { type Front, type Service, ServiceTable } from './service-table.ts';

/** How to start the service proxy. */
export interface ServiceProxySpec {
  readonly connection: KubeConnection;
  readonly clock: Clock;
  /** Chooses among backends, 0 to 1; default `Math.random`. */
  readonly random?: () => number;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** The kube-proxy of the lab, running: every Service 10.a.b.c is served on 127.a.b.c. */
export interface ServiceProxy {
  /** The cluster address of a Service (of any ready endpoint when it is headless), `undefined` when there is none. */
  resolve(name: string, namespace: string): string | undefined;
  stop(): Promise<void>;
}

/** Starts the proxy: per connection, random over the ready endpoints. */
export function startServiceProxy(spec: ServiceProxySpec): ServiceProxy {
  const stopping = new AbortController();
  const signal = AbortSignal.any([spec.signal, stopping.signal]);
  const table = new ServiceTable();
  const listeners = new Listeners(spec);
  const refresh = () => listeners.match(table.fronts());
  const watching = Promise.all([
    follow<Service>(
      { ...spec, signal },
      '/api/v1/services',
      {
        set: (service) => table.setService(service),
        drop: (service) => table.dropService(service),
      },
      refresh,
    ),
    follow<EndpointSlice>(
      { ...spec, signal },
      '/apis/discovery.k8s.io/v1/endpointslices',
      {
        set: (slice) => table.setSlice(slice),
        drop: (slice) => table.dropSlice(slice),
      },
      refresh,
    ),
  ]);
  return {
    resolve: (name, namespace) => table.addressOf(namespace, name),
    stop: async () => {
      stopping.abort(new Error('the service proxy stops'));
      await watching;
      listeners.match([]);
    },
  };
}

async function follow<T extends KubeObject>(
  spec: ServiceProxySpec,
  path: string,
  table: { set(object: T): void; drop(object: T): void },
  refresh: () => void,
): Promise<void> {
  const { connection, clock, signal } = spec;
  try {
    await watchObjects<T>(
      connection,
      clock,
      { path, signal },
      {
        onSync: (objects) => {
          for (const object of objects) table.set(object);
          refresh();
        },
        onChange: ({ type, object }) => {
          if (type === 'DELETED') table.drop(object);
          else table.set(object);
          refresh();
        },
        onGap: ({ to, reason }) => {
          if (to === null) spec.log(`${path} is not seen: ${reason}`);
        },
      },
    );
  } catch (error) {
    if (!signal.aborted) spec.log(`the watch of ${path} ended: ${errorText(error)}`);
  }
}

/** The listeners that stand, made to match the Services there are. */
class Listeners {
  readonly #spec: ServiceProxySpec;
  readonly #standing = new Map<string, FrontListener>();

  constructor(spec: ServiceProxySpec) {
    this.#spec = spec;
  }

  match(fronts: readonly Front[]): void {
    const wanted = new Map(fronts.map((front) => [`${front.key}@${front.clusterIP}`, front]));
    for (const [key, listener] of this.#standing) {
      if (wanted.has(key)) continue;
      listener.close();
      this.#standing.delete(key);
    }
    for (const [key, front] of wanted) {
      const standing = this.#standing.get(key);
      if (standing) standing.update(front.backends);
      else this.#standing.set(key, this.#listen(front));
    }
  }

  #listen(front: Front): FrontListener {
    return listenForFront(front, { random: this.#spec.random ?? Math.random, onError: this.#spec.log });
  }
}
