import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';

/** A request as it came over the wire. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A service of somebody else's that writes down every request and answers it with an image or JSON of its own. */
export interface RecordingServer {
  readonly url: string;
  readonly requests: Recorded[];
  readonly close: () => void;
}

/** Answers by path: `/image` a PNG, `/json` a JSON document, `/broken` a PNG that is cut short, `/busy` 429, `/empty` nothing, `/moved` a redirect to `/image`, else 404. */
export async function startRecordingServer(): Promise<RecordingServer> {
  const png = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#a0522d' } })
    .png()
    .toBuffer();
  const answers: Readonly<Record<string, readonly [number, string, Buffer]>> = {
    '/image': [200, 'image/png', png],
    '/json': [202, 'application/json; charset=utf-8', Buffer.from(JSON.stringify({ result: { id: 'ä' } }))],
    '/broken': [200, 'image/png', png.subarray(0, png.length - 20)],
    '/busy': [429, 'text/plain', Buffer.from('later')],
    '/empty': [200, 'text/plain', Buffer.alloc(0)],
    '/moved': [302, 'text/plain', Buffer.from('elsewhere')],
  };
  const requests: Recorded[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = '', url = '', headers } = request;
    requests.push({ method, url, headers, body: Buffer.concat(pieces) });
    const path = new URL(url, 'http://a').pathname;
    const [status, type, body] = answers[path] ?? [404, 'text/plain', Buffer.from(`nothing at ${path}`)];
    const more = status === 302 ? { location: '/image' } : {};
    response.writeHead(status, { 'content-type': type, 'content-length': body.length, ...more }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => void server.close(),
  };
}
