import type { Clock } from '../clock/clock.ts';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { prometheusAtUrl } from '../prometheus/at-url.ts';
import { doorTo, type PrometheusDoor } from '../prometheus/prometheus-door.ts';
import type { PrometheusServer } from '../prometheus/server.ts';
import type { PrometheusSpec } from '../scenario/schema.ts';
import { prometheusByPortForward } from './by-port-forward.ts';
import { prometheusByServiceProxy } from './by-service-proxy.ts';
import { identityOf } from './identity.ts';
import type { SecretPlaces } from './secret-place.ts';
import { tlsMaterialOf } from './tls-material.ts';

/** With what a Prometheus is reached, beside what the scenario says of it. */
export interface ReachSpec {
  readonly connection: KubeConnection;
  readonly clock: Clock;
  readonly places: SecretPlaces;
  /** HTTP proxy to a URL. */
  readonly proxyUrl: string | undefined;
}

/** The Prometheus servers of a run; its close ends what leads to them. */
export interface RunPrometheus {
  /** That scrapes the GPU exporter. */
  readonly exporter: PrometheusDoor;
  /** That the metrics adapter asks, where it is another one. */
  readonly adapter: PrometheusDoor | undefined;
  close(): Promise<void>;
}

/** Opens the Prometheus servers that a scenario names; sends nothing to them yet. Places without a secret are usage errors. */
export async function openRunPrometheus(spec: PrometheusSpec, reach: ReachSpec): Promise<RunPrometheus> {
  const { adapter: ofAdapter, ...ofExporter } = spec;
  const exporter = doorTo(await serverOf(ofExporter, reach));
  try {
    const adapter = ofAdapter && doorTo(await serverOf(ofAdapter, reach));
    return {
      exporter,
      adapter,
      close: async () => {
        await Promise.all([exporter.close(), adapter?.close()]);
      },
    };
  } catch (error) {
    await exporter.close();
    throw error;
  }
}

async function serverOf(
  { url, service, auth, tls }: Omit<PrometheusSpec, 'adapter'>,
  { connection, clock, places, proxyUrl }: ReachSpec,
): Promise<PrometheusServer> {
  const shown = {
    ...(auth ? { identity: await identityOf(auth, places) } : {}),
    ...(tls ? { tls: await tlsMaterialOf(tls, places, clock) } : {}),
  };
  if (service?.via === 'port-forward')
    return prometheusByPortForward({ connection, clock, service, ...shown });
  if (service !== undefined) return prometheusByServiceProxy(connection, service);
  if (url === undefined) throw new ScaleproofError('usage', 'prometheus: names neither url nor service');
  return prometheusAtUrl({ url, ...shown, ...(proxyUrl === undefined ? {} : { proxyUrl }) });
}
