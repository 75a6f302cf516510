import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEgressProxy } from './egress-proxy.ts';
import type { ListeningProxy } from './tunnel.ts';

let folder: string;
let socketPath: string;
let proxy: ListeningProxy;
let pod: Server;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-test-'));
  socketPath = join(folder, 'egress.sock');
  proxy = await startEgressProxy(socketPath);
  pod = createServer((_, response) => response.end('from the pod'));
  await new Promise<void>((resolve) => pod.listen(0, '127.244.3.4', resolve));
});

afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => pod.close(resolve));
  rmSync(folder, { recursive: true });
});

function tunnel(authority: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    // The request is sent with the CONNECT, before its answer, as a hasty client may.
    socket.write(
      `CONNECT ${authority} HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
  });
}

describe('the egress proxy', () => {
  it('reaches a pod address on its loopback address', async () => {
    const { port } = pod.address() as AddressInfo;
    expect(await tunnel(`10.244.3.4:${port}`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*from the pod$/);
  });

  it.each(['192.168.0.1:80', 'example.com:443', '8.8.8.8:53'])('refuses %s', async (authority) => {
    expect(await tunnel(authority)).toMatch(/^HTTP\/1\.1 403 [\s\S]*neither a cluster address/);
  });

  it('can be used by its owner only, and leaves no socket behind', async () => {
    expect(statSync(socketPath).mode & 0o077).toBe(0);
    await proxy.close();
    expect(existsSync(socketPath)).toBe(false);
  });
});
