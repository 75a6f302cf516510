import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { Agent } from 'undici';
import type { Clock } from '../clock/clock.ts';
import { pollUntil } from '../clock/poll.ts';
import { errorText } from '../errors/scaleproof-error.ts';
import type { KubeConnection } from '../kube/connect.ts';
import { KubeError } from '../kube/kube-error.ts';
import { serverOver } from '../prometheus/at-url.ts';
import { type AlertListener, hearAlerts } from '../prometheus/hear-alert.ts';
import { PrometheusError } from '../prometheus/prometheus-error.ts';
import type { Identity, PrometheusServer } from '../prometheus/server.ts';
import { type TlsMaterial, tlsOptions } from '../prometheus/tls.ts';
import { prometheusName } from '../scenario/prometheus-name.ts';
import type { PrometheusSpec } from '../scenario/schema.ts';
import { readyPodOf } from './ready-pod.ts';

/** Share of a question's time that may go into connecting, so that it can still tell why it could not. */
const CONNECT_SHARE = 0.85;
/** Before there was a question. */
const USUAL_PATIENCE_MS = 2500;

/** What a port-forward to Prometheus needs. */
export interface PortForwardSpec {
  readonly connection: KubeConnection;
  readonly clock: Clock;
  readonly service: NonNullable<PrometheusSpec['service']>;
  readonly identity?: Identity;
  readonly tls?: TlsMaterial;
}

/**
 * Prometheus by port-forward to a ready pod behind its Service. Nothing listens here: each connection is a stream through
 * the API server, made when a question needs one, to whichever pod is ready then.
 */
export function prometheusByPortForward(spec: PortForwardSpec): PrometheusServer {
  const { namespace, name, port, scheme, path = '' } = spec.service;
  const closing = new AbortController();
  const alerts = hearAlerts();
  let patienceMs = USUAL_PATIENCE_MS;
  const agent = new Agent({
    allowH2: false,
    connect: ({ hostname }, done) => {
      void openSocket(spec, hostname, { alerts, patienceMs, closed: closing.signal }).then(
        // A stream does all of a socket that an HTTP client needs.
        (stream) => done(null, stream as Parameters<typeof done>[1] & object),
        (error: unknown) => done(error instanceof Error ? error : new Error(errorText(error)), null),
      );
    },
  });
  const root = `${scheme}://${name}.${namespace}.svc:${port}${path.replace(/\/+$/, '')}`;
  const server = serverOver(agent, root, {
    name: prometheusName(spec),
    alerts,
    ...(spec.identity ? { identity: spec.identity } : {}),
    ...(spec.tls ? { tls: spec.tls } : {}),
  });
  return {
    ...server,
    send: (request) => {
      patienceMs = Math.round(request.timeoutMs * CONNECT_SHARE);
      return server.send(request);
    },
    close: async () => {
      closing.abort(new Error('the port-forward was closed'));
      await server.close();
    },
  };
}

/** How long a connection is tried for, and what calls it off. */
interface Patience {
  readonly patienceMs: number;
  readonly closed: AbortSignal;
}

async function openSocket(
  spec: PortForwardSpec,
  hostname: string,
  { alerts, ...patience }: Patience & { readonly alerts: AlertListener },
): Promise<Duplex> {
  const stream = await openStream(spec, patience);
  if (spec.service.scheme === 'http') return stream;
  return new Promise((resolve, reject) => {
    const secure = connectTls({ socket: stream, servername: hostname, ...tlsOptions(spec.tls) });
    alerts.listenTo(secure);
    secure.once('secureConnect', () => resolve(secure));
    secure.once('error', reject);
  });
}

/** Connects, and connects again while the pod behind the Service changes; at the deadline says what it last saw. */
async function openStream(
  { connection, clock, service }: PortForwardSpec,
  { patienceMs, closed }: Patience,
): Promise<Duplex> {
  const signal = AbortSignal.any([closed, AbortSignal.timeout(patienceMs)]);
  const where = `Service ${service.namespace}/${service.name}:${service.port}`;
  let last: unknown;
  const polled = await pollUntil<Duplex | PrometheusError>(
    clock,
    patienceMs,
    async () => {
      try {
        return { value: await connection.forward(await readyPodOf(connection, service, signal), signal) };
      } catch (error) {
        closed.throwIfAborted();
        if (isForGood(error)) return { value: noForward(where, error) };
        // At the deadline it is called off, which says nothing of the way.
        if (!signal.aborted || last === undefined) last = error;
        return { seen: errorText(last) };
      }
    },
    { intervalsMs: [100, 250, 500], signal: closed },
  );
  if (!polled.done) throw noForward(where, last, `for ${patienceMs} ms`);
  if (polled.value instanceof PrometheusError) throw polled.value;
  return polled.value;
}

/** What waiting cannot change. */
function isForGood(error: unknown): boolean {
  return error instanceof KubeError && [401, 403].includes(error.status);
}

function noForward(where: string, cause: unknown, how = ''): PrometheusError {
  const refused = isForGood(cause);
  const hint = refused
    ? 'scaleproof rbac FILE prints the role that allows it: get and create of pods/portforward, get of the Service, list of endpointslices'
    : cause instanceof KubeError
      ? cause.hint
      : undefined;
  return new PrometheusError(
    refused ? 'identity' : 'network',
    `no port-forward to ${where}${how === '' ? '' : ` ${how}`}: ${errorText(cause)}`,
    { cause, ...(hint === undefined ? {} : { hint }) },
  );
}
