import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PbfReader } from 'pbf';
import { uncompress } from 'snappyjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../clock/clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { prometheusAtUrl } from './at-url.ts';
import { batchesOf, remoteWrite } from './remote-write.ts';
import type { Identity } from './server.ts';
import { encodeWriteRequest, type WrittenSeries } from './write-request.ts';

let server: Server;
let url: string;
let answers: (readonly [number, string])[];
let seen: { readonly request: IncomingMessage; readonly body: Buffer }[];
beforeEach(async () => {
  answers = [];
  seen = [];
  server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    seen.push({ request, body: Buffer.concat(pieces) });
    const [status, text] = answers.shift() ?? [204, ''];
    response.writeHead(status).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => void server.close());

const series: readonly WrittenSeries[] = [
  {
    labels: { run_id: 'r-1', __name__: 'up', empty: '', pod: 'schön' },
    samples: [
      { at: 1_768_471_200_123, value: 0.5 },
      { at: 1_768_471_200_124, value: 'stale' },
    ],
  },
];

function send(given: readonly WrittenSeries[] = series, clock: Clock = systemClock, identity?: Identity) {
  const to = prometheusAtUrl({ url, ...(identity ? { identity } : {}) });
  const options = { path: '/api/v1/write', clock, signal: new AbortController().signal, timeoutMs: 5000 };
  return remoteWrite(to, given, options).finally(() => to.close());
}

/** Reads a message as a list of [field, value]; strings and nested messages stay bytes, doubles too. */
function fieldsOf(bytes: Uint8Array): readonly (readonly [number, Uint8Array | number])[] {
  const fields: [number, Uint8Array | number][] = [];
  new PbfReader(bytes).readFields((tag, list: typeof fields, pbf) => {
    if (pbf.type === 1) {
      list.push([tag, pbf.buf.slice(pbf.pos, pbf.pos + 8)]);
      pbf.pos += 8;
    } else list.push([tag, pbf.type === 2 ? pbf.readBytes().slice() : pbf.readVarint()]);
  }, fields);
  return fields;
}

test('writes prompb.WriteRequest: labels by name, none of them empty, values, times and the mark of the end', () => {
  const [[tag, one] = [0, 0]] = fieldsOf(uncompress(encodeWriteRequest(series)));
  expect(tag).toBe(1);
  const parts = fieldsOf(one as Uint8Array).map(([at, part]) => [at, fieldsOf(part as Uint8Array)] as const);
  const text = (bytes: Uint8Array | number) => new TextDecoder().decode(bytes as Uint8Array);
  const labels = parts
    .filter(([at]) => at === 1)
    .map(([, [name, value]]) => [text(name![1]), text(value![1])]);
  expect(labels).toEqual([
    ['__name__', 'up'],
    ['pod', 'schön'],
    ['run_id', 'r-1'],
  ]);
  const samples = parts
    .filter(([at]) => at === 2)
    .map(([, [value, time]]) => [
      Buffer.from(value![1] as Uint8Array)
        .readBigUInt64LE()
        .toString(16),
      time![1],
    ]);
  expect(samples).toEqual([
    ['3fe0000000000000', 1_768_471_200_123],
    ['7ff0000000000002', 1_768_471_200_124],
  ]);
});

test('sends it as the protocol says, and counts what was taken', async () => {
  expect(await send()).toBe(2);
  expect(seen[0]!.request).toMatchObject({
    method: 'POST',
    url: '/api/v1/write',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
  });
  expect(seen[0]!.body).toEqual(Buffer.from(encodeWriteRequest(series)));
});

test('cuts a long run into requests, each series in its order', () => {
  const samples = Array.from({ length: 12_000 }, (_, at) => ({ at, value: at }));
  const batches = batchesOf([
    { labels: { __name__: 'a' }, samples },
    { labels: { __name__: 'b' }, samples },
  ]);
  const sizes = batches.map((batch) => batch.map((one) => [one.labels.__name__, one.samples.length]));
  expect(sizes).toEqual([
    [['a', 10_000]],
    [
      ['a', 2000],
      ['b', 8000],
    ],
    [['b', 4000]],
  ]);
  expect(batches.flat().flatMap((one) => one.samples.map(({ at }) => at))).toEqual(
    [...samples, ...samples].map(({ at }) => at),
  );
  expect(batchesOf([{ labels: {}, samples: [] }])).toEqual([]);
});

test('tries again while the receiver is busy, and gives up after five times', async () => {
  const pauses: number[] = [];
  const clock: Clock = { now: systemClock.now, sleep: async (ms) => void pauses.push(ms) };
  answers = [
    [503, ''],
    [429, 'slower'],
  ];
  expect(await send(series, clock)).toBe(2);
  expect(pauses).toEqual([500, 1000]);
  answers = Array.from({ length: 5 }, () => [500, 'disk full'] as const);
  await expect(send(series, clock)).rejects.toMatchObject({
    code: 'target-unavailable',
    message: expect.stringMatching(/refused by .*: status 500, disk full; 0 samples were taken before$/),
  });
  expect(seen).toHaveLength(3 + 5);
});

test.for([
  [404, 'remote write receiver needs to be enabled', '--web.enable-remote-write-receiver'],
  [400, 'out of order sample', 'storage.tsdb.out_of_order_time_window'],
  [400, 'label name is invalid', "receiver's own words"],
  [401, '', '--prometheus-token-file'],
  [415, 'unsupported', 'remote write 1.0'],
] as const)('an answer of %i says what helps', async ([status, text, hint]) => {
  answers = [[status, text]];
  await expect(send()).rejects.toMatchObject({ hint: expect.stringContaining(hint) });
});

test('a secret that a receiver repeats is in no error', async () => {
  answers = [[400, 'you sent Bearer s3cr3t-token']];
  const authorization = async () => 'Bearer s3cr3t-token';
  const told = await send(series, systemClock, { from: 'a file', renew: 'renew it', authorization }).catch(
    String,
  );
  expect(seen[0]!.request.headers.authorization).toBe('Bearer s3cr3t-token');
  expect(told).toContain('you sent Bearer (hidden)');
});

test('nobody there is told as such', async () => {
  server.close();
  await once(server, 'close');
  await expect(send()).rejects.toMatchObject({
    code: 'target-unavailable',
    hint: expect.stringContaining('--to'),
  });
});
