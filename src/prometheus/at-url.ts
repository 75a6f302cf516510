import { Agent, buildConnector, type Dispatcher, ProxyAgent, request as send } from 'undici';
import { explainNoAnswer } from './explain-no-answer.ts';
import { type AlertListener, hearAlerts } from './hear-alert.ts';
import { readWhole } from './read-whole.ts';
import type { Identity, PrometheusServer } from './server.ts';
import { type TlsMaterial, tlsOptions } from './tls.ts';

/** How to reach one Prometheus by its address. */
export interface UrlOptions {
  /** Root of the server, for example `http://prometheus.gpu-monitoring.svc:9090`; a path prefix is kept. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly identity?: Identity;
  readonly tls?: TlsMaterial;
  /** HTTP forward proxy; the environment's proxy is never used. */
  readonly proxyUrl?: string;
}

/** A Prometheus at a URL, perhaps behind a forward proxy; sends nothing yet. */
export function prometheusAtUrl(options: UrlOptions): PrometheusServer {
  const root = options.url.replace(/\/+$/, '');
  const alerts = hearAlerts();
  return serverOver(dispatcherFor(options, alerts), root, { ...options, name: root, alerts });
}

/** A Prometheus that is reached through an agent of undici; `root` is its URL with a path prefix. */
export function serverOver(
  agent: Dispatcher,
  root: string,
  options: Pick<UrlOptions, 'headers' | 'identity' | 'tls'> & {
    readonly name: string;
    readonly alerts: AlertListener;
  },
): PrometheusServer {
  return {
    name: options.name,
    method: 'POST',
    ...(options.identity ? { identity: options.identity } : {}),
    send: async ({ method, path, headers, body, signal }) => {
      try {
        const answer = await send(`${root}${path}`, {
          method,
          dispatcher: agent,
          headers: { ...headers, ...options.headers },
          body: body ?? null,
          signal,
          headersTimeout: 0,
          bodyTimeout: 0,
        });
        const wants = answer.headers['www-authenticate'];
        return {
          status: answer.statusCode,
          text: await readWhole(answer.body),
          ...(wants === undefined ? {} : { wants: String(wants) }),
        };
      } catch (error) {
        throw explainNoAnswer(options.alerts.reasonOf(error), {
          name: options.name,
          ...(options.tls ? { tls: options.tls } : {}),
        });
      }
    },
    close: () => agent.destroy(),
  };
}

function dispatcherFor({ url, proxyUrl, tls }: UrlOptions, alerts: AlertListener): Dispatcher {
  const options = { ...tlsOptions(tls), allowH2: false };
  if (proxyUrl !== undefined) {
    // A tunnel is for what the proxy must not see; it may not allow one to an ordinary port.
    const proxyTunnel = url.startsWith('https:');
    return new ProxyAgent({ uri: proxyUrl, requestTls: options, proxyTunnel, allowH2: false });
  }
  const connect = buildConnector(options);
  return new Agent({
    allowH2: false,
    connect: (to, done) =>
      connect(to, (...result) => {
        // Its types say null where it gives nothing at all.
        if (result[1]) alerts.listenTo(result[1]);
        done(...result);
      }),
  });
}
