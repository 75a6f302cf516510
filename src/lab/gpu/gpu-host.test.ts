import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock/system-clock.ts';
import { type GpuHost, startGpuHost } from './gpu-host.ts';
import { readSnapshots } from './snapshot-socket.ts';

const pod = { podUid: 'u1', pod: 'a', namespace: 'n', container: 'c', node: 'gpu-0', count: 1 };
let host: GpuHost;
let folder: string;
const sockets: Socket[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gpu-'));
  host = await startGpuHost({
    nodes: [{ name: 'gpu-0', gpus: 2 }],
    clock: systemClock,
    socketFolder: folder,
  });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await host.stop();
  rmSync(folder, { recursive: true });
});

function send(path: string, lines: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const socket = connect(path);
  sockets.push(socket);
  socket.write(lines.map((line) => `${line}\n`).join(''));
  return new Promise((resolve, reject) => {
    let text = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += String(chunk);
      const answers = text.split('\n').slice(0, -1);
      if (answers.length >= lines.length) resolve(answers.map((answer) => JSON.parse(answer)));
    });
  });
}

const launch = (id: number, gpu: string | undefined, ms: number) =>
  JSON.stringify({ id, launch: { gpu, ms } });

describe('startGpuHost', () => {
  it('runs the kernels of one GPU one after the other and tells how long each waited', async () => {
    const { uuids, socketPath } = await host.allocate(pod);
    const answers = await send(socketPath, [launch(1, uuids[0], 60), launch(2, uuids[0], 60)]);
    expect(answers[0]).toEqual({ id: 1, done: true, queuedMs: 0 });
    expect(answers[1]).toMatchObject({ id: 2, done: true });
    expect(answers[1]?.queuedMs).toBeGreaterThan(0);
    expect(host.devices().devices.map((device) => device.busyMs)).toEqual([120, 0]);
  });

  it('refuses a GPU that the pod does not hold, and says so', async () => {
    const { socketPath } = await host.allocate(pod);
    const other = host.devices().devices[1]?.uuid;
    const [answer] = await send(socketPath, [launch(1, other, 20)]);
    expect(answer).toEqual({ id: 1, error: `GPU ${other} is not allocated to this pod` });
  });

  it('answers a line that is no launch with an error instead of hanging', async () => {
    const { socketPath } = await host.allocate(pod);
    expect((await send(socketPath, ['{"id":7}']))[0]?.error).toContain('a launch needs');
  });

  it('gives out no more GPUs than the node has and gives a freed one out again', async () => {
    const first = await host.allocate({ ...pod, count: 2 });
    await expect(host.allocate({ ...pod, podUid: 'u2' })).rejects.toThrow('0 free');
    host.release('u1');
    const second = await host.allocate({ ...pod, podUid: 'u2' });
    expect(second.uuids).toEqual(first.uuids.slice(0, 1));
  });

  it('shows holder and memory of a GPU through the snapshot socket', async () => {
    const { uuids, socketPath } = await host.allocate(pod);
    await send(socketPath, [launch(1, uuids[0], 1)]);
    const { devices } = await readSnapshots(host.snapshotSocketPath, 'gpu-0', 1000);
    expect(devices[0]).toMatchObject({ uuid: uuids[0], holder: { pod: 'a' }, memoryUsedMiB: 515 });
    expect(devices[1]).not.toHaveProperty('holder');
  });
});
