import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pollUntil } from '../../clock/poll.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { LAB_MARKER, labPaths } from '../lab-folder.ts';
import { readComponents, watchComponents } from './components.ts';
import { startHttpApi } from './http-api.ts';
import { findMarked, identify, stillRuns } from './proc.ts';
import { startReaper } from './reaper.ts';
import { restartRoute } from './restart.ts';
import { killLabProcesses } from './sweep.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-test-'));
});

afterEach(async () => {
  await killLabProcesses(labPaths(folder), systemClock);
  rmSync(folder, { recursive: true });
});

/** Starts a process that sleeps, with the lab's marker. */
function sleeper(marker: string = folder): number {
  const child = spawn('sleep', ['300'], { env: { [LAB_MARKER]: marker }, stdio: 'ignore', detached: true });
  child.unref();
  return child.pid ?? 0;
}

async function gone(pid: number): Promise<boolean> {
  const seen = await pollUntil(systemClock, 8000, async () =>
    identify(pid) === undefined ? { value: true } : { seen: 'it runs' },
  );
  return seen.done;
}

describe('the identity of a process', () => {
  it('stays while a thread of it lives, though its first thread is a zombie: its ports are still taken', async () => {
    const code = [
      'import ctypes, sys, threading',
      'threading.Thread(target=sys.stdin.read).start()',
      'print("ready", flush=True)',
      'ctypes.CDLL(None).pthread_exit(None)',
    ];
    const child = spawn('python3', ['-c', code.join('\n')], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const pid = child.pid ?? 0;
    const isZombie = () => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    await pollUntil(systemClock, 5000, async () => (isZombie() ? { value: true } : { seen: 'it runs' }));
    expect([isZombie(), identify(pid)]).toEqual([true, { pid, startTime: expect.any(String) }]);
    child.stdin.end();
    expect(await gone(pid)).toBe(true);
  });
});

describe('the sweep of a lab', () => {
  it('kills what carries the marker of the lab, and nothing of another lab', async () => {
    const mine = [sleeper(), sleeper()];
    const other = sleeper(`${folder}-other`);
    expect(findMarked(folder).map(({ pid }) => pid)).toEqual(mine);
    expect(await killLabProcesses(labPaths(folder), systemClock)).toEqual([]);
    expect(mine.map(identify)).toEqual([undefined, undefined]);
    expect(identify(other)).toBeDefined();
    process.kill(other, 'SIGKILL');
  });

  it('spares a later process that has got the pid of a registered one', async () => {
    const pid = sleeper(`${folder}-other`);
    await killLabProcesses(labPaths(folder), systemClock, { registered: [{ pid, startTime: '1' }] });
    expect(identify(pid)).toBeDefined();
    const registered = identify(pid);
    await killLabProcesses(labPaths(folder), systemClock, { registered: registered ? [registered] : [] });
    expect(identify(pid)).toBeUndefined();
  });
});

describe('the reaper', () => {
  const paths = () => labPaths(folder);

  it('kills and removes all when its supervisor dies', async () => {
    mkdirSync(paths().logs, { recursive: true });
    writeFileSync(paths().labFile, '{}');
    const pod = sleeper();
    // The supervisor of this test is a process of its own, so that it can be killed.
    const code = `import { startReaper } from ${JSON.stringify(new URL('./reaper.ts', import.meta.url).href)};
      import { labPaths } from ${JSON.stringify(new URL('../lab-folder.ts', import.meta.url).href)};
      startReaper(labPaths(${JSON.stringify(folder)}), () => {}); console.log('ready'); setInterval(() => {}, 1000);`;
    const supervisor = spawn(process.execPath, ['--input-type=module-typescript', '--eval', code]);
    await new Promise((resolve) => supervisor.stdout.once('data', resolve));
    expect(identify(pod)).toBeDefined();
    supervisor.kill('SIGKILL');
    expect(await gone(pod)).toBe(true);
    await pollUntil(systemClock, 5000, async () =>
      existsSync(paths().labFile) ? { seen: 'lab.json' } : { value: true },
    );
    expect(existsSync(paths().labFile)).toBe(false);
  });

  it('does nothing when it is dismissed, and is replaced when it dies', async () => {
    mkdirSync(paths().logs, { recursive: true });
    const pod = sleeper();
    const lost = Promise.withResolvers<number | undefined>();
    const reaper = startReaper(paths(), lost.resolve);
    const first = reaper.pid ?? 0;
    process.kill(first, 'SIGKILL');
    expect(await lost.promise).toBe(first);
    const second = reaper.pid ?? 0;
    expect(second).not.toBe(first);
    await reaper.dismiss();
    expect(await gone(second)).toBe(true);
    expect(identify(pod)).toBeDefined();
  });
});

describe('the watch of the components', () => {
  it('tells once of each process that has died', async () => {
    const pids = [sleeper(), sleeper()];
    writeFileSync(join(folder, 'etcd.pid'), `${pids[0]}`);
    writeFileSync(join(folder, 'kube-apiserver.pid'), `${pids[1]}\n`);
    writeFileSync(join(folder, 'kwok.pid'), '999999999');
    const components = readComponents(folder);
    expect(components.map(({ name }) => name)).toEqual(['etcd', 'kube-apiserver']);
    const died = Promise.withResolvers<string>();
    const watch = watchComponents(components, ({ name }) => died.resolve(name));
    process.kill(pids[0] ?? 0, 'SIGKILL');
    expect(await died.promise).toBe('etcd');
    expect(components.filter(({ process }) => stillRuns(process)).map(({ name }) => name)).toEqual([
      'kube-apiserver',
    ]);
    watch.stop();
  });

  it('does not tell of one that is restarted on purpose, which comes back as it was, but for its flags', async () => {
    const log = join(folder, 'manager.log');
    const script = 'echo "$0 $* $FLAVOUR $PWD"; while :; do sleep 1; done';
    const child = spawn('sh', ['-c', script, '--flag=a b', '--sync=1s'], {
      env: { [LAB_MARKER]: folder, FLAVOUR: 'a=b', PATH: process.env.PATH },
      cwd: folder,
      stdio: ['ignore', openSync(log, 'a'), 'ignore'],
      detached: true,
    });
    writeFileSync(join(folder, 'manager.pid'), `${child.pid}`);
    const deaths: string[] = [];
    const watch = watchComponents(readComponents(folder), ({ name }) => deaths.push(name));
    const registered: number[] = [];
    const restart = restartRoute({
      watch,
      pidFolder: folder,
      reaper: { register: (pid) => registered.push(pid), forget: () => {} },
      clock: systemClock,
      signal: AbortSignal.timeout(10_000),
      onLost: ({ name }) => deaths.push(name),
    });
    const ask = (body: object) => restart({ path: '/restart', query: new URLSearchParams(), body });
    await pollUntil(systemClock, 5000, async () =>
      readFileSync(log, 'utf8') === '' ? { seen: 'it has said nothing yet' } : { value: true },
    );
    const flags = { sync: '2s' };
    const { body } = await ask({ component: 'manager', downMs: 600, flags });
    expect(body).toMatchObject({ component: 'manager', killed: child.pid, started: registered[0] });
    expect(readComponents(folder).map(({ process }) => process.pid)).toEqual(registered);
    await pollUntil(systemClock, 5000, async () =>
      readFileSync(log, 'utf8').split('\n').length > 2 ? { value: true } : { seen: 'nothing more' },
    );
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines).toEqual([1, 2].map((sync) => `--flag=a b --sync=${sync}s a=b ${folder}`));
    expect(findMarked(folder).map(({ pid }) => pid)).toContain(registered[0]);
    expect(deaths).toEqual([]);
    process.kill(registered[0] ?? 0, 'SIGKILL');
    await pollUntil(systemClock, 3000, async () =>
      deaths.length > 0 ? { value: true } : { seen: 'nothing told' },
    );
    expect(deaths).toEqual(['manager']);
    expect(await ask({ component: 'manager' })).toMatchObject({ status: 404 });
    watch.stop();
  });
});

describe('the API of the supervisor', () => {
  it('answers on its routes, and names them when there is none', async () => {
    const api = await startHttpApi({ host: '127.0.96.77', port: 10_977 });
    const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.96.77:10977${path}`, init);
    try {
      api.add({
        'GET /healthz': () => ({ body: { ok: true } }),
        'POST /echo/*': ({ path, body }) => ({ status: 202, body: { path, body } }),
        'GET /broken': () => {
          throw new Error('out of order');
        },
      });
      expect(await (await ask('/healthz')).json()).toEqual({ ok: true });
      const echoed = await ask('/echo/a', { method: 'POST', body: '{"x":1}' });
      expect([echoed.status, await echoed.json()]).toEqual([202, { path: '/echo/a', body: { x: 1 } }]);
      expect(await (await ask('/nothing')).text()).toContain('GET /healthz, POST /echo/*');
      expect([(await ask('/broken')).status, await (await ask('/broken')).json()]).toEqual([
        500,
        { error: 'out of order' },
      ]);
      await expect(startHttpApi({ host: '127.0.96.77', port: 10_977 })).rejects.toThrow('EADDRINUSE');
    } finally {
      await api.close();
    }
  });
});
