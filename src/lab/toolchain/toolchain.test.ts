import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock/system-clock.ts';
import { systemFiles } from '../../host/files.ts';
import { identify } from '../supervisor/proc.ts';
import { buildComponent } from './build-component.ts';
import { takeBuildLock } from './build-lock.ts';
import { COMPONENTS, type ToolchainComponent } from './components.ts';
import { cachedPath, pinOf } from './pins.ts';
import { atLeast, requireBuildTools, requireLinux } from './preflight.ts';
import { checkVersion, findOnPath, takeGiven } from './version-check.ts';

const signal = new AbortController().signal;
const k6 = COMPONENTS.find(({ name }) => name === 'k6') as ToolchainComponent;
let folder: string;
let path: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-test-'));
  path = process.env.PATH;
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

/** Writes an executable shell script under the test's folder. */
function script(name: string, body: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Puts a stand-in for Go before everything else on PATH. */
function fakeGo(body: string): void {
  script('bin/go', body);
  process.env.PATH = `${join(folder, 'bin')}:${path}`;
}

describe('a pin', () => {
  it('is another for every component, and for other flags of the same one', async () => {
    const pins = await Promise.all(COMPONENTS.map(pinOf));
    expect(new Set(pins).size).toBe(COMPONENTS.length);
    expect(await pinOf(k6)).toBe(await pinOf({ ...k6 }));
    expect(await pinOf({ ...k6, ldflags: '' })).not.toBe(await pinOf(k6));
  });
});

describe('a program that is there already', () => {
  it('is used when its version is the pinned one', async () => {
    const found = script('path/k6', 'echo "k6 v2.2.0 (go1.26.8, linux/amd64)"');
    expect(await findOnPath(k6, `/nowhere:${join(folder, 'path')}`)).toBe(found);
    expect(await takeGiven(k6, found)).toBe(found);
  });

  it('is passed over on PATH when its version is another, and refused when it was named', async () => {
    const old = script('path/k6', 'echo "k6 v0.49.0 (go1.21.6, linux/amd64)"');
    expect(await findOnPath(k6, join(folder, 'path'))).toBeUndefined();
    await expect(takeGiven(k6, old)).rejects.toThrow(`${old} cannot serve as k6 2.2.0: it is 0.49.0`);
  });

  it('is refused when it cannot be run', async () => {
    const seen = await checkVersion(k6, script('k6', 'echo broken >&2; exit 1'));
    expect(seen).toEqual({ right: false, seen: 'it could not be run: broken' });
  });
});

describe('what a build needs', () => {
  const need = (free: number) =>
    requireBuildTools({
      files: { ...systemFiles, freeBytes: async () => free },
      cacheFolder: folder,
      moduleFolder: folder,
      share: 0.5,
    });

  it('is Linux', () => {
    expect(() => requireLinux('darwin')).toThrow('the lab needs Linux (WSL2 will do); this is darwin');
  });

  it('is a Go that is new enough', async () => {
    fakeGo('echo "go version go1.26.6 linux/amd64"');
    await expect(need(1e12)).rejects.toThrow('built with Go >= 1.26.7, and "go" is 1.26.6');
    fakeGo('echo "go version go1.26.7 linux/amd64"');
    await expect(need(1e12)).resolves.toBeUndefined();
  });

  it('is a Go at all', async () => {
    process.env.PATH = folder;
    await expect(need(1e12)).rejects.toMatchObject({
      code: 'target-unavailable',
      hint: expect.stringContaining('install Go 1.26.7 or newer'),
    });
  });

  it('is disk for the share of the build that is left', async () => {
    fakeGo('echo "go version go1.30 linux/amd64"');
    await expect(need(4.9e9)).rejects.toThrow('takes about 5.0 GB, and');
  });

  it.each([
    ['1.26.7', '1.26.7', true],
    ['1.26.10', '1.26.7', true],
    ['1.27', '1.26.7', true],
    ['1.26', '1.26.7', false],
    ['1.9.9', '1.26.7', false],
    ['2', '1.26.7', true],
  ])('compares versions by number: %s for %s is %s', (found, wanted, expected) => {
    expect(atLeast(found, wanted)).toBe(expected);
  });
});

describe('a build', () => {
  it('leaves a program only when it is whole and of the right version', async () => {
    const target = await cachedPath(folder, k6);
    fakeGo(`while [ "$1" != -o ]; do shift; done; printf '#!/bin/sh\\necho k6 v2.2.0\\n' > "$2"`);
    await buildComponent(k6, target, signal);
    expect(readdirSync(dirname(target))).toEqual(['k6']);
    rmSync(target);
    fakeGo(`while [ "$1" != -o ]; do shift; done; printf '#!/bin/sh\\necho k6 v2.1.0\\n' > "$2"`);
    await expect(buildComponent(k6, target, signal)).rejects.toThrow('it is 2.1.0');
    expect(readdirSync(dirname(target))).toEqual([]);
  });

  it('says what the compiler said when it fails', async () => {
    fakeGo('echo "undefined: x" >&2; exit 1');
    await expect(buildComponent(k6, await cachedPath(folder, k6), signal)).rejects.toThrow('undefined: x');
  });

  it('ends when it is interrupted, and clears what an earlier one left', async () => {
    const target = await cachedPath(folder, k6);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.1.part`, 'half');
    fakeGo('exec sleep 60');
    const interrupt = new AbortController();
    const building = buildComponent(k6, target, interrupt.signal);
    interrupt.abort(new Error('interrupted by SIGINT'));
    await expect(building).rejects.toThrow('interrupted by SIGINT');
    expect(readdirSync(dirname(target))).toEqual([]);
  });
});

describe('the lock of the cache', () => {
  it('lets one builder in after the other', async () => {
    const lock = join(folder, 'build.lock');
    const spec = { path: lock, clock: systemClock, signal };
    const first = await takeBuildLock({ ...spec, onWait: () => {} });
    const holder = await new Promise<number>((resolve) => {
      void takeBuildLock({ ...spec, onWait: resolve }).then((second) => second[Symbol.asyncDispose]());
    });
    expect(holder).toBe(process.pid);
    await first[Symbol.asyncDispose]();
  });

  it('is taken over from a builder that is gone', async () => {
    const lock = join(folder, 'build.lock');
    writeFileSync(lock, JSON.stringify({ ...identify(process.pid), startTime: '1' }));
    const taken = await takeBuildLock({ path: lock, clock: systemClock, signal, onWait: () => {} });
    await taken[Symbol.asyncDispose]();
    expect(existsSync(lock)).toBe(false);
  });
});
