import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pollUntil } from '../clock/poll.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemFiles } from '../host/files.ts';
import { runToEnd } from '../process/run.ts';
import { findLab } from './find-lab.ts';
import { type LabUpSpec, labUp } from './lab.ts';
import { labDown } from './lab-down.ts';
import { defaultCacheFolder, labPaths } from './lab-folder.ts';
import { labLogs, labStatus } from './lab-status.ts';
import { askHealth, askSupervisor } from './supervisor/ask-supervisor.ts';
import { findMarked, identify, stillRuns } from './supervisor/proc.ts';
import { buildToolchain } from './toolchain/toolchain.ts';

const folder = mkdtempSync(join(tmpdir(), 'scaleproof-lab-test-'));
const paths = labPaths(folder);
const cacheFolder = defaultCacheFolder(process.env, homedir());

function up(change: Partial<LabUpSpec> = {}) {
  return labUp({
    profile: 'compressed',
    gpuNodes: { count: 2, gpusPerNode: 3 },
    folder,
    cacheFolder,
    host: { platform: process.platform, cpus: 2, files: systemFiles, env: process.env },
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...change,
  });
}

/** What is left of the lab: processes, listening ports on cluster addresses, files. */
function leftovers(): readonly string[] {
  const files = readdirSync(folder).filter((name) => name !== 'logs');
  const processes = findMarked(folder).map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  return [...files, ...processes, ...(existsSync(paths.sockets) ? [paths.sockets] : []), ...listening()];
}

/** Listening TCP sockets on 127.0.96.x, 127.96.x.y and 127.244.x.y, as /proc/net/tcp writes them. */
function listening(): readonly string[] {
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return lines.filter((line) => / (?:..60007F|....607F|....F47F):[0-9A-F]{4} .* 0A /.test(line));
}

async function withinTenSeconds(look: () => string | undefined): Promise<void> {
  const seen = await pollUntil(systemClock, 10_000, async () => {
    const problem = look();
    return problem === undefined ? { value: true } : { seen: problem };
  });
  expect(seen).toMatchObject({ done: true });
}

async function kubectl(
  lab: { binaries: Readonly<Record<string, string>>; kubeconfig: string },
  ...args: string[]
) {
  const answer = await runToEnd(
    lab.binaries.kubectl ?? 'kubectl',
    ['--kubeconfig', lab.kubeconfig, ...args],
    {
      timeoutMs: 20_000,
    },
  );
  expect(answer.stderr).toBe('');
  return answer.stdout;
}

afterAll(async () => {
  await labDown({ folder, clock: systemClock });
  rmSync(folder, { recursive: true });
});

describe('a lab that is up', () => {
  let lab: Awaited<ReturnType<typeof up>>;

  beforeAll(async () => {
    lab = await up();
  });

  afterAll(() => labDown({ folder, clock: systemClock }));

  it('has its nodes Ready, with their GPUs', async () => {
    const nodes = await kubectl(
      lab,
      'get',
      'nodes',
      '--no-headers',
      '-o',
      [
        'custom-columns=NAME:.metadata.name,GPUS:.status.allocatable.nvidia\\.com/gpu',
        'READY:.status.conditions[?(@.type=="Ready")].status',
      ].join(','),
    );
    expect(nodes.split('\n').map((line) => line.split(/\s+/))).toEqual([
      ['lab-gpu-0', '3', 'True'],
      ['lab-gpu-1', '3', 'True'],
      ['lab-system-0', '<none>', 'True'],
    ]);
  });

  it('issues tokens for service accounts', async () => {
    expect(await kubectl(lab, 'create', 'token', 'default')).toMatch(/^eyJ/);
  });

  it('runs a pod and serves its log, as a cluster does', async () => {
    const image = 'scaleproof/fast-style-transfer-serving:1.0.0';
    await kubectl(lab, 'run', 'one', '--image', image, '--env', 'POD_NAME=one');
    await kubectl(lab, 'wait', '--for=condition=Ready', 'pod/one', '--timeout=15s');
    const log = await pollUntil(systemClock, 10_000, async () => {
      const seen = await kubectl(lab, 'logs', 'one');
      return seen.includes('listening on') ? { value: seen } : { seen };
    });
    expect(log).toMatchObject({ done: true });
  });

  it('listens on loopback only', () => {
    const open = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
    const inodes = new Set(findMarked(folder).flatMap(({ pid }) => socketInodes(pid)));
    expect(inodes.size).toBeGreaterThan(10);
    const foreign = open
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === '0A' && inodes.has(fields[9] ?? ''))
      .filter((fields) => !fields[1]?.includes('7F:'));
    expect(foreign).toEqual([]);
  });

  it('is used again when the same is asked for, and refused when another profile or other nodes are', async () => {
    expect((await up()).supervisorPid).toBe(lab.supervisorPid);
    await expect(up({ profile: 'realtime' })).rejects.toThrow(
      'a lab is running with profile compressed, and realtime is asked for',
    );
    await expect(up({ gpuNodes: { count: 1, gpusPerNode: 1 } })).rejects.toThrow('2 GPU nodes of 3 GPUs');
  });

  it('leaves no room for a lab in another folder, and says where it is', async () => {
    await expect(up({ folder: `${folder}-other` })).rejects.toThrow(`one runs already, in ${folder}`);
    expect(existsSync(`${folder}-other`)).toBe(false);
  });

  it('names its processes and keeps their logs', async () => {
    const status = await labStatus({ folder });
    const names = [
      'supervisor',
      'etcd',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'kwok-controller',
    ];
    expect(status?.components.map(({ name }) => name)).toEqual(names);
    expect(status?.components.every(({ memoryBytes }) => memoryBytes > 1e6)).toBe(true);
    expect(await labLogs({ folder, component: 'etcd' })).toContain('etcd');
    await expect(labLogs({ folder, component: 'kubelet' })).rejects.toThrow('no log of "kubelet"');
  });

  it('strikes nothing that does not run', async () => {
    const answer = await askSupervisor('POST', '/strike', { body: { component: 'prometheus' } });
    expect(answer?.status).toBe(404);
    expect(answer?.text).toContain('no process of prometheus');
  });

  it('gets another reaper when one dies', async () => {
    const log = () => readFileSync(join(paths.logs, 'supervisor.log'), 'utf8');
    const reaper = findMarked(folder).find(({ pid }) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('reaper.process'),
    );
    process.kill(reaper?.pid ?? 0, 'SIGKILL');
    await withinTenSeconds(() =>
      log().includes(`the reaper (pid ${reaper?.pid}) died`) ? undefined : log(),
    );
  });

  it('goes down in good order and leaves nothing, however often it is asked', async () => {
    expect(await labDown({ folder, clock: systemClock })).toEqual({ wasRunning: true });
    expect(leftovers()).toEqual([]);
    expect(await labDown({ folder, clock: systemClock })).toEqual({ wasRunning: false });
    expect(await findLab({ folder })).toBeUndefined();
  });
});

function socketInodes(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode === undefined ? [] : [inode];
    } catch {
      // Closed between the listing and the look.
      return [];
    }
  });
}

describe('a lab that breaks', () => {
  afterEach(() => labDown({ folder, clock: systemClock }));

  it('is gone within ten seconds, pods and all, when its supervisor is killed', async () => {
    const lab = await up();
    await kubectl(lab, 'run', 'one', '--image', 'scaleproof/fast-style-transfer-serving:1.0.0');
    await kubectl(lab, 'wait', '--for=condition=Ready', 'pod/one', '--timeout=15s');
    const before = findMarked(folder);
    process.kill(lab.supervisorPid, 'SIGKILL');
    await withinTenSeconds(() => leftovers().join(', ') || undefined);
    expect(before.length).toBeGreaterThan(6);
    expect(before.filter(stillRuns)).toEqual([]);
  });

  it('is swept by the next down when supervisor and reaper are killed together', async () => {
    const lab = await up();
    const node = findMarked(folder).filter(({ pid }) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('.process.'),
    );
    for (const { pid } of node) process.kill(pid, 'SIGKILL');
    expect(await findLab({ folder })).toBeUndefined();
    // A killed process needs a moment to go.
    await withinTenSeconds(() => (identify(lab.supervisorPid) ? 'the supervisor is there' : undefined));
    expect(await labDown({ folder, clock: systemClock })).toEqual({ wasRunning: false });
    expect(leftovers()).toEqual([]);
  });

  it('says so when a component dies, and is not used again', async () => {
    await up();
    const status = await labStatus({ folder });
    const etcd = status?.components.find(({ name }) => name === 'etcd');
    process.kill(etcd?.pid ?? 0, 'SIGKILL');
    await withinTenSeconds(() =>
      readFileSync(paths.labFile, 'utf8').includes('"broken"') ? undefined : 'not broken',
    );
    expect((await findLab({ folder }))?.broken?.component).toBe('etcd');
    expect(await askHealth()).toMatchObject({ phase: 'broken' });
    await expect(up()).rejects.toThrow('etcd dead since');
  });

  it('leaves nothing when its start is interrupted', async () => {
    const interrupt = new AbortController();
    const starting = up({
      signal: interrupt.signal,
      onProgress: (progress) => {
        if (progress.kind === 'step') interrupt.abort(new Error('interrupted by SIGINT'));
      },
    });
    await expect(starting).rejects.toThrow('interrupted by SIGINT');
    expect(leftovers()).toEqual([]);
  });

  it('says why when a part of it does not start, and leaves nothing', async () => {
    const { binaries } = await buildToolchain({
      cacheFolder,
      platform: process.platform,
      cpus: 2,
      files: systemFiles,
      clock: systemClock,
      signal: new AbortController().signal,
      onProgress: () => {},
    });
    const broken = join(folder, 'logs', 'kwokctl');
    await systemFiles.writeText(
      broken,
      '#!/bin/sh\n[ "$1" = --version ] && exec "$KWOKCTL" "$@"\necho no luck >&2; exit 3\n',
    );
    await runToEnd('chmod', ['+x', broken], { timeoutMs: 5000 });
    process.env.KWOKCTL = binaries.kwokctl;
    await expect(up({ given: { kwokctl: broken } })).rejects.toThrow(
      "kwokctl could not start the lab's control plane: no luck",
    );
    expect(leftovers()).toEqual([]);
  });
});
