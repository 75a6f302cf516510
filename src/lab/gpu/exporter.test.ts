import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollUntil } from '../../clock/poll.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { type RunningChild, startChild } from '../../process/child.ts';
import { type GpuHost, startGpuHost } from './gpu-host.ts';

const ADDRESS = '127.231.2.1:9400';
const POD = { podUid: 'u', pod: 'a', namespace: 'n', container: 'c', node: 'gpu-0', count: 1 };
let folder: string;
let host: GpuHost;
let exporter: RunningChild;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gpu-'));
  host = await startGpuHost({
    nodes: [{ name: 'gpu-0', gpus: 1 }],
    clock: systemClock,
    socketFolder: folder,
  });
  exporter = startChild({
    name: 'exporter',
    command: process.execPath,
    args: [fileURLToPath(new URL('exporter.process.ts', import.meta.url))],
    extendEnv: false,
    env: {
      GPU_SNAPSHOT_SOCKET: host.snapshotSocketPath,
      GPU_NODE: 'gpu-0',
      DCGM_EXPORTER_LISTEN: ADDRESS,
      DCGM_EXPORTER_INTERVAL: '300',
      DCGM_EXPORTER_KUBERNETES: 'true',
    },
  });
});
afterAll(async () => {
  await exporter.stop(1000);
  await host.stop();
  rmSync(folder, { recursive: true });
});

/** The value of the only GPU's utilisation line that matches, as soon as it is as wanted. */
async function utilUntil(pattern: RegExp, wanted: (percent: number) => boolean): Promise<number> {
  const found = await pollUntil<number>(systemClock, 15_000, async () => {
    const answer = await fetch(`http://${ADDRESS}/metrics`);
    const line = (await answer.text()).split('\n').find((one) => /^DCGM_FI_DEV_GPU_UTIL\{/.test(one)) ?? '';
    const percent = Number(line.split(' ').at(-1));
    return pattern.test(line) && wanted(percent) ? { value: percent } : { seen: line };
  });
  if (!found.done) throw new Error(`last seen: ${found.lastSeen}`);
  return found.value;
}

describe('the exporter process', () => {
  it('shows an idle GPU without a pod, a busy one at 100 with its pod, and an idle one again when its process has gone', async () => {
    await utilUntil(/DRIVER_VERSION="[\d.]+"\}/, (percent) => percent === 0);
    const { uuids, socketPath } = await host.allocate(POD);
    const socket = connect(socketPath);
    socket.write(`${JSON.stringify({ id: 1, launch: { gpu: uuids[0], ms: 60_000 } })}\n`);
    await utilUntil(/container="c",namespace="n",pod="a"/, (percent) => percent === 100);
    socket.destroy();
    host.release('u');
    await utilUntil(/DRIVER_VERSION="[\d.]+"\}/, (percent) => percent === 0);
  });

  it('answers with the content type that Prometheus needs', async () => {
    const answer = await fetch(`http://${ADDRESS}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect((await fetch(`http://${ADDRESS}/health`)).status).toBe(200);
  });
});
