import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { connect, type KubeConnection } from './connect.ts';
import { type Asked, type FakeApiServer, startFakeApiServer } from './fake-api-server.fixture.ts';
import type { KubeObject } from './objects.ts';
import { watchObjects } from './watch.ts';
import type { WatchGap, WatchTarget } from './watch-types.ts';

const PATH = '/api/v1/namespaces/ns/pods';
const pod = (name: string, version: number, uid = `uid-${name}`): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ns', uid, resourceVersion: String(version) },
});
const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
const bookmark = (version: number): string =>
  line('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: String(version) } });

describe('watchObjects', () => {
  let server: FakeApiServer;
  let connection: KubeConnection;
  let folder: string;
  let items: KubeObject[];
  let listVersion: number;
  /** One per watch connection, in order; the last one answers all that follow. */
  let watches: ((asked: Asked, response: ServerResponse) => void)[];
  let stop: AbortController;
  let told: string[];
  let gaps: WatchGap[];

  const answer = (asked: Asked, response: ServerResponse): void => {
    if (asked.query.get('watch') !== 'true') {
      const bare = items.map(({ apiVersion: _a, kind: _k, ...rest }) => rest);
      response.end(
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'PodList',
          metadata: { resourceVersion: String(listVersion) },
          items: bare,
        }),
      );
      return;
    }
    const next = watches.length > 1 ? watches.shift()! : watches[0]!;
    next(asked, response);
  };

  /** Watches until `until` holds, then stops and returns. */
  const watchUntil = async (until: () => boolean, options: Partial<WatchTarget> = {}): Promise<void> => {
    const running = watchObjects(
      connection,
      systemClock,
      { path: PATH, signal: stop.signal, idleMs: 10_000, gapMs: 60, ...options },
      {
        onSync: (objects) =>
          told.push(`sync ${objects.map((o) => `${o.kind} ${o.metadata.name}`).join(',')}`),
        onChange: ({ type, object, synthesized }) =>
          told.push(
            `${type} ${object.metadata.name}@${object.metadata.resourceVersion}${synthesized ? ' *' : ''}`,
          ),
        onGap: (gap) => gaps.push(gap),
      },
    );
    const deadline = systemClock.now() + 8000;
    while (!until() && systemClock.now() < deadline) {
      await Promise.race([running, systemClock.sleep(5)]);
    }
    stop.abort(new Error('test is over'));
    await running;
    expect(until(), `told: ${told.join('; ')} gaps: ${JSON.stringify(gaps)}`).toBe(true);
  };
  const watchAsked = (): Asked[] => server.asked.filter((asked) => asked.query.get('watch') === 'true');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scaleproof-watch-'));
    items = [pod('a', 1)];
    listVersion = 10;
    watches = [];
    told = [];
    gaps = [];
    stop = new AbortController();
    server = await startFakeApiServer(answer);
    const kubeconfigPath = join(folder, 'kubeconfig');
    await writeFile(kubeconfigPath, server.kubeconfig);
    connection = await connect({ kubeconfigPath });
  });
  afterEach(async () => {
    stop.abort(new Error('test is over'));
    await connection.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('tells what was there, with the kind that list items leave out, and then each change', async () => {
    watches = [
      (_asked, response) => void response.write(line('ADDED', pod('b', 11)) + line('DELETED', pod('a', 12))),
    ];
    await watchUntil(() => told.length === 3);
    expect(told).toEqual(['sync Pod a', 'ADDED b@11', 'DELETED a@12']);
    expect(gaps).toEqual([]);
    const query = watchAsked()[0]!.query;
    expect(query.get('resourceVersion')).toBe('10');
    expect(query.get('allowWatchBookmarks')).toBe('true');
    expect(Number(query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(240);
    expect(Number(query.get('timeoutSeconds'))).toBeLessThanOrEqual(300);
  });

  it('resumes from the last bookmark when the server closes in order, without a gap', async () => {
    watches = [
      (_asked, response) => void response.end(line('ADDED', pod('b', 11)) + bookmark(20)),
      (_asked, response) => void response.write(line('ADDED', pod('c', 21))),
    ];
    await watchUntil(() => told.length === 3);
    expect(told).toEqual(['sync Pod a', 'ADDED b@11', 'ADDED c@21']);
    expect(watchAsked()[1]!.query.get('resourceVersion')).toBe('20');
    expect(gaps).toEqual([]);
  });

  it('reads lines and characters that are split at any byte', async () => {
    const text = Buffer.from(line('ADDED', pod('björk-日本', 11)) + line('ADDED', pod('c', 12)));
    watches = [
      (_asked, response) => {
        void (async () => {
          for (const byte of text) {
            response.write(Buffer.from([byte]));
            await new Promise(setImmediate);
          }
        })();
      },
    ];
    await watchUntil(() => told.length === 3);
    expect(told).toEqual(['sync Pod a', 'ADDED björk-日本@11', 'ADDED c@12']);
  });

  it('compares lists after a 410 in the stream and notes the gap from the last thing heard to the fresh list', async () => {
    watches = [
      (_asked, response) => {
        response.write(line('ADDED', pod('b', 11)) + line('ADDED', pod('c', 12)));
        setTimeout(() => {
          items = [pod('a', 1), pod('b', 30), pod('c', 31, 'uid-other'), pod('d', 32)];
          listVersion = 40;
          response.end(line('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' }));
        }, 20);
      },
      (_asked, response) => void response.write(line('DELETED', pod('a', 41))),
    ];
    await watchUntil(() => told.includes('DELETED a@41'));
    expect(told.slice(3)).toEqual([
      'DELETED c@12 *',
      'MODIFIED b@30 *',
      'ADDED c@31 *',
      'ADDED d@32 *',
      'DELETED a@41',
    ]);
    expect(watchAsked()[1]!.query.get('resourceVersion')).toBe('40');
    expect(gaps).toHaveLength(2);
    expect(gaps[0]).toMatchObject({ to: null, reason: expect.stringContaining('410 Expired') });
    expect(gaps[1]!.from).toBe(gaps[0]!.from);
    // Blind since the last line understood, 20 ms before the error came.
    expect(gaps[1]!.to! - gaps[1]!.from).toBeGreaterThanOrEqual(19);
  });

  it('lists again when the server answers a resume with 410', async () => {
    watches = [
      (_asked, response) => void response.end(bookmark(11)),
      (_asked, response) => {
        items = [];
        listVersion = 50;
        response
          .writeHead(410)
          .end(JSON.stringify({ kind: 'Status', code: 410, reason: 'Gone', message: 'gone' }));
      },
      (_asked, response) => void response.write(bookmark(51)),
    ];
    await watchUntil(() => told.length === 2 && gaps.length === 2);
    expect(told).toEqual(['sync Pod a', 'DELETED a@1 *']);
    expect(gaps.map((gap) => gap.to === null)).toEqual([true, false]);
  });

  it('asks ever less often in a storm of 410s, though each answer has something to say, and recovers from it', async () => {
    const startedAt = systemClock.now();
    const isOver = () => systemClock.now() - startedAt > 1500;
    watches = [
      (_asked, response) => {
        listVersion++;
        if (isOver()) return void response.write(line('ADDED', pod('z', 99)));
        response.write(line('MODIFIED', pod('a', listVersion)));
        response.end(line('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' }));
      },
    ];
    await watchUntil(() => told.includes('ADDED z@99'));
    // Halving the pace from 100 ms on: some six rounds, where asking at once made hundreds.
    expect(watchAsked().length).toBeLessThan(12);
    expect(gaps.at(-1)!.to).not.toBeNull();
  });

  it('takes a half-open connection for dead after the idle time, blind since the last sign of life', async () => {
    let heardAt = 0;
    watches = [
      (_asked, response) => {
        response.write(line('ADDED', pod('b', 11)));
        heardAt = systemClock.now();
      },
      (_asked, response) => void response.write(line('ADDED', pod('c', 12))),
    ];
    await watchUntil(() => told.length === 3, { idleMs: 150 });
    expect(told).toEqual(['sync Pod a', 'ADDED b@11', 'ADDED c@12']);
    expect(watchAsked()[1]!.query.get('resourceVersion')).toBe('11');
    expect(gaps).toHaveLength(2);
    expect(gaps[0]!.reason).toContain('nothing was heard for 150 ms');
    expect(Math.abs(gaps[0]!.from - heardAt)).toBeLessThan(100);
    expect(gaps[1]!.to! - gaps[1]!.from).toBeGreaterThanOrEqual(149);
  });

  it('asks again when nothing was heard, and calls a quiet collection no gap', async () => {
    const quiet = (_asked: unknown, response: { write(text: string): unknown }) =>
      void response.write(bookmark(11));
    watches = [
      quiet,
      quiet,
      (_asked, response) => {
        response.flushHeaders();
        setTimeout(() => response.write(line('ADDED', pod('b', 12))), 120);
      },
    ];
    await watchUntil(() => told.length === 2, { idleMs: 200, gapMs: 60 });
    expect(told).toEqual(['sync Pod a', 'ADDED b@12']);
    expect(watchAsked()).toHaveLength(3);
    expect(gaps).toEqual([]);
  });

  it('loses nothing while the server is away for a while, and notes how long', async () => {
    watches = [
      (_asked, response) => {
        response.write(line('ADDED', pod('b', 11)));
        setTimeout(() => void server.stop().then(() => setTimeout(() => void server.start(), 300)), 20);
      },
      (_asked, response) => void response.write(line('ADDED', pod('c', 12))),
    ];
    await watchUntil(() => told.length === 3);
    expect(told).toEqual(['sync Pod a', 'ADDED b@11', 'ADDED c@12']);
    expect(gaps.map((gap) => gap.to === null)).toEqual([true, false]);
    expect(gaps[1]!.to! - gaps[1]!.from).toBeGreaterThan(250);
  });

  it('takes a line that cannot be read for a hole in the history and lists again', async () => {
    watches = [
      (_asked, response) => {
        response.write(line('ADDED', pod('b', 11)));
        items = [pod('a', 1), pod('b', 12)];
        response.write('{"type":"MODIFIED","object":{"meta\n');
      },
      (_asked, response) => void response.write(bookmark(13)),
    ];
    await watchUntil(() => told.length === 3 && gaps.length === 2);
    expect(told[2]).toBe('MODIFIED b@12 *');
    expect(gaps[0]!.reason).toContain('could not be read');
  });

  it('throws what a handler throws', async () => {
    watches = [(_asked, response) => void response.write(line('ADDED', pod('b', 11)))];
    const running = watchObjects(
      connection,
      systemClock,
      { path: PATH, signal: stop.signal },
      {
        onSync: () => undefined,
        onChange: () => {
          throw new Error('the listener broke');
        },
        onGap: () => undefined,
      },
    );
    await expect(running).rejects.toThrow('the listener broke');
  });
});
