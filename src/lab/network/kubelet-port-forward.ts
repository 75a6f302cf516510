import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** Address of a pod on loopback, or `undefined` when the lab has no such pod. */
export type LocatePod = (pod: { readonly namespace: string; readonly name: string }) => string | undefined;

/** Channels of the sub-protocol: each message begins with the number of one. */
const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
const ERROR = 1;

/**
 * Answers upgrades of `/portForward/<namespace>/<pod>?port=<port>` as a kubelet does for a WebSocket client: one connection,
 * one port. kubectl asks for SPDY, which is not served.
 */
export function makePortForwarder(locate: LocatePod) {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const place = placeOf(request, locate);
    if (typeof place === 'string') refuse(socket, place);
    else server.handleUpgrade(request, socket, head, (client) => forward(client, place));
  };
}

/** Where a request wants to be led, or why it is not. */
function placeOf(
  { url = '/', headers }: IncomingMessage,
  locate: LocatePod,
): { readonly host: string; readonly port: number } | string {
  const { pathname, searchParams } = new URL(url, 'https://kubelet');
  const [kind, namespace, name] = pathname.slice(1).split('/').map(decodeURIComponent);
  const port = Number(searchParams.get('port'));
  if (kind !== 'portForward' || !namespace || !name || !(port > 0 && port < 65_536)) {
    return 'expected /portForward/<namespace>/<pod>?port=<port>';
  }
  if (headers.upgrade?.toLowerCase() !== 'websocket') {
    return "the lab's nodes forward ports by WebSocket only, not by SPDY";
  }
  const host = locate({ namespace, name });
  return host === undefined ? `no pod ${namespace}/${name} runs here` : { host, port };
}

function forward(client: WebSocket, { host, port }: { readonly host: string; readonly port: number }): void {
  // A client drops the first message of each channel: it repeats the port.
  const repeated = Buffer.from([port % 256, port >> 8]);
  const send = (channel: number, bytes: Uint8Array) => {
    if (client.readyState === client.OPEN) client.send(Buffer.concat([Buffer.of(channel), bytes]));
  };
  send(DATA, repeated);
  send(ERROR, repeated);
  const pod = connect({ host, port });
  pod.setNoDelay(true);
  pod.on('data', (bytes) => send(DATA, bytes));
  pod.on('error', (error) => send(ERROR, Buffer.from(`error forwarding port ${port}: ${error.message}`)));
  pod.on('close', () => client.close());
  client.on('message', (data) => {
    if (data[0] === DATA) pod.write(data.subarray(1));
  });
  client.on('error', () => client.terminate());
  client.on('close', () => pod.destroy());
}

function refuse(socket: Duplex, why: string): void {
  const body = `${why}\n`;
  socket.end(
    `HTTP/1.1 400 Refused\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
