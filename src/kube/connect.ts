import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import type { KubeConnection } from './connection.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { openPortForward } from './port-forward.ts';
import { openStream, sendRequest } from './send.ts';

export type { KubeConnection, KubeResponse } from './connection.ts';

/** Opens a connection by kubeconfig; without `context` the file must hold exactly one. Sends nothing yet. */
export async function connect(options: {
  readonly kubeconfigPath: string;
  readonly context?: string;
}): Promise<KubeConnection> {
  const credentials = await readCredentials(options);
  const agent = dispatcherFor(credentials);
  return {
    server: credentials.server,
    context: credentials.context,
    namespace: credentials.namespace,
    user: credentials.user,
    name: `${credentials.context} (${credentials.server}) as ${credentials.user}`,
    request: (method, path, request = {}) => sendRequest(credentials, agent, method, path, request),
    stream: (path, query, signal) => openStream(credentials, agent, path, query, signal),
    forward: (target, signal) => openPortForward(credentials, agent, target, signal),
    close: () => agent.destroy(),
  };
}

function dispatcherFor(credentials: Credentials): Dispatcher {
  // HTTP/1.1, so that each watch has a connection of its own and never queues behind another answer.
  const shared = { allowH2: false, keepAliveTimeout: 60_000, pipelining: 1 };
  const connection = { ...credentials.tls, keepAlive: true, keepAliveInitialDelay: 15_000, timeout: 5000 };
  if (credentials.proxyUrl === undefined) return new Agent({ ...shared, connect: connection });
  if (!/^https?:/.test(credentials.proxyUrl)) {
    throw new ScaleproofError(
      'usage',
      `proxy-url ${credentials.proxyUrl} of context ${credentials.context} is not HTTP`,
      {
        hint: 'use an http:// or https:// proxy',
      },
    );
  }
  return new ProxyAgent({ ...shared, uri: credentials.proxyUrl, requestTls: { ...credentials.tls } });
}
