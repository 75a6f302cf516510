import { Duplex } from 'node:stream';
import { type Dispatcher, type MessageEvent, WebSocket } from 'undici';
import type { PodPort } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { KubeError } from './kube-error.ts';
import { sendRequest } from './send.ts';

/** The sub-protocol of port-forward over WebSocket: each message begins with the number of its channel. */
const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
const ERROR = 1;
const OPEN_MS = 5000;

/**
 * Opens a connection to a port of a pod through the API server and its kubelet, as `kubectl port-forward` does for each
 * connection; nothing listens here. Throws `KubeError` when the API server or the node refuses, or after 5 s.
 */
export async function openPortForward(
  credentials: Credentials,
  agent: Dispatcher,
  target: PodPort,
  signal: AbortSignal,
): Promise<Duplex> {
  const path = `/api/v1/namespaces/${target.namespace}/pods/${target.pod}/portforward`;
  const url = `${credentials.server.replace(/^http/, 'ws')}${path}?ports=${target.port}`;
  const headers = { 'user-agent': 'scaleproof', ...(await credentials.headers()) };
  const socket = new WebSocket(url, { protocols: [PROTOCOL], dispatcher: agent, headers });
  socket.binaryType = 'arraybuffer';
  const stream = streamOver(socket, target);
  const timeout = AbortSignal.timeout(OPEN_MS);
  const ended = AbortSignal.any([signal, timeout]);
  try {
    await opened(socket, ended);
    return stream;
  } catch {
    stream.destroy();
    signal.throwIfAborted();
    throw await whyNot(credentials, agent, path, target, timeout.aborted);
  }
}

function opened(socket: WebSocket, ended: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('close', () => reject(new Error('closed before it was open')));
    ended.addEventListener('abort', () => reject(ended.reason), { once: true });
  });
}

/** A WebSocket does not tell why it was refused; the same request without the upgrade does. */
async function whyNot(
  credentials: Credentials,
  agent: Dispatcher,
  path: string,
  { namespace, pod, port }: PodPort,
  timedOut: boolean,
): Promise<KubeError> {
  const what = `port-forward to port ${port} of pod ${namespace}/${pod}`;
  const query = { ports: port };
  const answer = await sendRequest(credentials, agent, 'GET', path, { query, timeoutMs: OPEN_MS }).catch(
    (error: unknown) => error,
  );
  // 400 says that an upgrade is wanted: the request as such is in order.
  if (answer instanceof KubeError && answer.status !== 400) {
    return new KubeError(`${what} is not possible: ${answer.message}`, { ...answer, cause: answer });
  }
  const said = timedOut ? `no connection within ${OPEN_MS} ms` : 'the connection was refused';
  return new KubeError(`${what} is not possible: ${said}`, {
    status: 0,
    reason: timedOut ? 'Timeout' : 'NoAnswer',
    hint: 'check that the pod runs and listens on that port, and that the API server reaches the kubelet of its node',
  });
}

function streamOver(socket: WebSocket, { namespace, pod, port }: PodPort): Duplex {
  const begun = new Set<number>();
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      if (socket.readyState !== WebSocket.OPEN) return done(new Error('the port-forward is closed'));
      socket.send(Buffer.concat([Buffer.of(DATA), chunk]));
      done();
    },
    // The protocol cannot close one direction only.
    final: (done) => done(),
    destroy: (error, done) => {
      socket.close();
      done(error);
    },
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!(data instanceof ArrayBuffer) || data.byteLength === 0) return;
    const message = Buffer.from(data);
    const channel = message[0]!;
    // The first message of a channel repeats the port.
    if (!begun.has(channel)) return void begun.add(channel);
    if (channel === DATA) stream.push(message.subarray(1));
    if (channel !== ERROR) return;
    const said = message.subarray(1).toString('utf8').trim();
    stream.destroy(new Error(`port ${port} of pod ${namespace}/${pod}: ${said}`));
  });
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('close', () => {
    // What came before it is still to be read; the stream goes when that has been done.
    if (!stream.destroyed) stream.push(null);
  });
  return stream;
}
