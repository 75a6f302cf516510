import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FrontListener, listenForFront } from './front-listener.ts';

// Addresses of a range that no lab uses.
const FRONT = { key: 'n/web:80', clusterIP: '10.231.0.1', port: 18_080 };
let servers: Server[] = [];
let listener: FrontListener | undefined;
let problems: string[] = [];

beforeEach(() => {
  servers = [];
  problems = [];
});
afterEach(() => {
  listener?.close();
  for (const server of servers) server.close();
});

/** A server that greets with its name; returns its address in the cluster. */
async function backend(name: string, address: string): Promise<{ address: string; port: number }> {
  const server = createServer((socket) => {
    socket.on('data', (chunk) => socket.write(`${name}:${chunk}`));
    socket.on('end', () => socket.end());
    socket.on('error', () => {});
  });
  servers.push(server);
  server.listen(0, address.replace(/^10\./, '127.'));
  await once(server, 'listening');
  return { address, port: (server.address() as AddressInfo).port };
}

function ask(text: string): Promise<string> {
  const socket = connect({ host: '127.231.0.1', port: FRONT.port });
  return new Promise((resolve, reject) => {
    socket.on('connect', () => socket.write(text));
    socket.on('data', (chunk) => {
      resolve(String(chunk));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

const listen = (backends: readonly { address: string; port: number }[], random = () => 0) => {
  listener = listenForFront({ ...FRONT, backends }, { random, onError: (message) => problems.push(message) });
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

describe('listenForFront', () => {
  it('sends each new connection to the backend that chance picks', async () => {
    const draws = [0, 0.99, 0.5];
    listen([await backend('a', '10.231.1.1'), await backend('b', '10.231.1.2')], () => draws.shift() ?? 0);
    await settled();
    expect([await ask('1'), await ask('2'), await ask('3')]).toEqual(['a:1', 'b:2', 'b:3']);
  });

  it('refuses connections while there are no backends and takes them when there are', async () => {
    listen([]);
    await expect(ask('1')).rejects.toThrow('ECONNREFUSED');
    listener?.update([await backend('a', '10.231.1.1')]);
    await settled();
    expect(await ask('2')).toBe('a:2');
    listener?.update([]);
    await settled();
    await expect(ask('3')).rejects.toThrow('ECONNREFUSED');
  });

  it('leaves a connection that stands with the backend that it has', async () => {
    listen([await backend('a', '10.231.1.1')]);
    await settled();
    const socket = connect({ host: '127.231.0.1', port: FRONT.port });
    socket.write('1');
    expect(String((await once(socket, 'data'))[0])).toBe('a:1');
    listener?.update([await backend('b', '10.231.1.2')]);
    socket.write('2');
    expect(String((await once(socket, 'data'))[0])).toBe('a:2');
    socket.destroy();
  });

  it('tells once that an address cannot be listened on, and goes on', async () => {
    const taken = createServer();
    servers.push(taken);
    taken.listen(FRONT.port, '127.231.0.1');
    await once(taken, 'listening');
    listen([await backend('a', '10.231.1.1')]);
    await settled();
    listener?.update([await backend('b', '10.231.1.2')]);
    await settled();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('n/web:80 cannot be served on 127.231.0.1:18080');
  });
});
