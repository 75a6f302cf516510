import type { EndpointSlice, KubeObject } from '../../kube/objects.ts';

/** v1 Service, as far as a proxy reads it. */
export interface Service extends KubeObject {
  readonly spec?: {
    readonly clusterIP?: string;
    readonly type?: string;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly protocol?: string;
    }[];
  };
}

/** Where a connection can go: a cluster address and a port. */
export interface Backend {
  readonly address: string;
  readonly port: number;
}

/** One port of one Service and the backends that it may use now. */
export interface Front {
  /** `namespace/name:port`. */
  readonly key: string;
  readonly clusterIP: string;
  readonly port: number;
  readonly backends: readonly Backend[];
}

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/** Services and their EndpointSlices as last seen; it holds and answers, and does nothing. */
export class ServiceTable {
  readonly #services = new Map<string, Service>();
  readonly #slices = new Map<string, EndpointSlice>();

  setService(service: Service): void {
    this.#services.set(keyOf(service), service);
  }

  dropService(service: Service): void {
    this.#services.delete(keyOf(service));
  }

  setSlice(slice: EndpointSlice): void {
    this.#slices.set(keyOf(slice), slice);
  }

  dropSlice(slice: EndpointSlice): void {
    this.#slices.delete(keyOf(slice));
  }

  /** Every TCP port of every Service that has a cluster address. */
  fronts(): readonly Front[] {
    return [...this.#services].flatMap(([key, { spec }]) => {
      const clusterIP = spec?.clusterIP;
      if (!clusterIP || clusterIP === 'None') return [];
      return (spec?.ports ?? [])
        .filter(({ protocol = 'TCP' }) => protocol === 'TCP')
        .map(({ name = '', port }) => ({
          key: `${key}:${port}`,
          clusterIP,
          port,
          backends: this.#backends(key, name),
        }));
    });
  }

  /** The address behind a Service's name: its cluster address, or for a headless one any ready endpoint. */
  addressOf(namespace: string, name: string): string | undefined {
    const key = `${namespace}/${name}`;
    const clusterIP = this.#services.get(key)?.spec?.clusterIP;
    if (clusterIP !== 'None') return clusterIP;
    return this.#endpoints(key).find(({ conditions }) => conditions?.ready !== false)?.addresses[0];
  }

  #backends(key: string, portName: string): readonly Backend[] {
    const all = this.#slicesOf(key).flatMap(({ endpoints, ports }) => {
      const port = (ports ?? []).find(({ name = '' }) => name === portName)?.port;
      if (port === undefined) return [];
      return (endpoints ?? []).flatMap(({ addresses, conditions }) =>
        addresses.map((address) => ({ address, port, conditions })),
      );
    });
    const ready = all.filter(({ conditions }) => conditions?.ready !== false);
    // Like kube-proxy: endpoints that are terminating but still serve are better than none.
    const usable = ready.length > 0 ? ready : all.filter(({ conditions }) => conditions?.serving === true);
    return usable.map(({ address, port }) => ({ address, port }));
  }

  #endpoints(key: string): readonly NonNullable<EndpointSlice['endpoints']>[number][] {
    return this.#slicesOf(key).flatMap(({ endpoints }) => endpoints ?? []);
  }

  #slicesOf(key: string): readonly EndpointSlice[] {
    return [...this.#slices.values()].filter(
      ({ metadata }) => `${metadata.namespace}/${metadata.labels?.[SERVICE_NAME_LABEL]}` === key,
    );
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}
