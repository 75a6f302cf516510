import { createServer, request } from 'node:http';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import type { GpuSnapshots } from './inventory.ts';

/** Serves snapshots on a unix socket: `GET /devices` for all nodes, `GET /devices?node=NAME` for one. */
export async function openSnapshotSocket(
  path: string,
  read: () => GpuSnapshots,
): Promise<{ close(): Promise<void> }> {
  const server = createServer((incoming, response) => {
    const node = new URL(incoming.url ?? '/', 'http://devices').searchParams.get('node');
    const all = read();
    const devices = node === null ? all.devices : all.devices.filter((device) => device.node === node);
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ at: all.at, devices }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Reads one node's GPUs through the snapshot socket; rejects after `timeoutMs` or when nobody answers. */
export async function readSnapshots(path: string, node: string, timeoutMs: number): Promise<GpuSnapshots> {
  const body = await new Promise<string>((resolve, reject) => {
    const asked = request(
      { socketPath: path, path: `/devices?node=${encodeURIComponent(node)}`, timeout: timeoutMs },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
        response.on('error', reject);
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`no answer for ${timeoutMs} ms`)));
    asked.on('error', (cause) =>
      reject(
        new ScaleproofError('target-unavailable', `GPUs of ${node} cannot be read: ${cause.message}`, {
          cause,
        }),
      ),
    );
    asked.end();
  });
  return JSON.parse(body) as GpuSnapshots;
}
