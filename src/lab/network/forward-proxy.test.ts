import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startForwardProxy } from './forward-proxy.ts';
import type { ListeningProxy } from './tunnel.ts';

let origin: Server;
let originPort: number;
let proxy: ListeningProxy;

beforeEach(async () => {
  origin = createServer((asked, response) => {
    response.end(`${asked.method} ${asked.url} for ${asked.headers.host}`);
  });
  await new Promise<void>((resolve) => origin.listen(0, '127.96.7.7', resolve));
  originPort = (origin.address() as AddressInfo).port;
  proxy = await startForwardProxy((service) =>
    service.namespace === 'style-transfer' && service.name === 'serving' ? '10.96.7.7' : undefined,
  );
});

afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => origin.close(resolve));
});

/** Asks the proxy for an absolute address, as an HTTP client with a proxy does. */
function askThroughProxy(url: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port: proxy.port, path: url, headers: { host: new URL(url).host }, agent: false },
      (answered) => {
        let text = '';
        answered.on('data', (chunk) => {
          text += chunk;
        });
        answered.on('end', () => resolve({ status: answered.statusCode ?? 0, text }));
      },
    )
      .on('error', reject)
      .end();
  });
}

/** Opens a tunnel and asks through it; the whole conversation as text. */
function askThroughTunnel(authority: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(proxy.port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\r\n\r\n') && text.startsWith('HTTP/1.1 200')) {
        socket.write('GET /tunnelled HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      }
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  });
}

describe('the forward proxy', () => {
  it.each([
    'serving.style-transfer.svc',
    'serving.style-transfer.svc.cluster.local',
    'serving.style-transfer',
    '10.96.7.7',
    '127.96.7.7',
  ])('reaches %s on loopback and keeps the host asked for', async (host) => {
    const answer = await askThroughProxy(`http://${host}:${originPort}/stylize?style=3`);
    expect(answer).toEqual({ status: 200, text: `GET /stylize?style=3 for ${host}:${originPort}` });
  });

  it('opens a tunnel to a Service', async () => {
    const said = await askThroughTunnel(`serving.style-transfer.svc:${originPort}`);
    expect(said).toContain('GET /tunnelled for x');
  });

  it.each([
    ['192.168.1.1', 'outside the lab'],
    ['example.org.com', 'outside the lab'],
    ['absent.style-transfer.svc', 'the lab has no Service absent.style-transfer.svc'],
  ])('refuses %s and says why', async (host, why) => {
    const answer = await askThroughProxy(`http://${host}:${originPort}/`);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain(why);
    expect(await askThroughTunnel(`${host}:443`)).toContain(why);
  });

  it('answers 502 when nobody listens there', async () => {
    const answer = await askThroughProxy('http://127.96.7.8:9/');
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('ECONNREFUSED');
  });

  it('refuses a request that is not a proxy request', async () => {
    const response = await fetch(`http://127.0.0.1:${proxy.port}/healthz`);
    expect(response.status).toBe(400);
  });
});
