import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPrometheus, type PrometheusDoor } from '../../prometheus/prometheus-door.ts';
import { findPrometheus, startRealPrometheus } from '../../reach/real-prometheus.fixture.ts';
import { parseRecord } from '../../record/parse-record.ts';
import { timelineOf } from '../../record/timeline-of.ts';
import { report } from './records.ts';
import { testHost } from './test-host.fixture.ts';

const RECORD = readFileSync(
  join(import.meta.dirname, '../../../fixtures/records/passed/events.ndjson'),
  'utf8',
);
const RECEIVES = '--web.enable-remote-write-receiver';
const WINDOW = { storage: { tsdb: { out_of_order_time_window: '30d' } } };

let folder: string;
let ports: Readonly<Record<'plain' | 'window' | 'closed', number>>;
const stops: (() => Promise<void>)[] = [];
let door: PrometheusDoor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scaleproof-remote-write-'));
  const binary = await findPrometheus();
  const start = async (flags: readonly string[], config: object = {}) => {
    const { port, stop } = await startRealPrometheus(binary, {}, { flags, config });
    stops.push(stop);
    return port;
  };
  const [plain, window, closed] = await Promise.all([
    start([RECEIVES]),
    start([RECEIVES], WINDOW),
    start([]),
  ]);
  ports = { plain: plain!, window: window!, closed: closed! };
  door = openPrometheus({ url: at('plain') });
});
afterAll(async () => {
  await door.close();
  await Promise.all(stops.map((stop) => stop()));
  rmSync(folder, { recursive: true });
});

const at = (which: keyof typeof ports) => `http://127.0.0.1:${ports[which]}`;

/** The recorded run, moved as a whole so that it ended so long ago. */
function runEnded(agoMs: number, runId: string): string {
  const last = JSON.parse(RECORD.trimEnd().split('\n').at(-1)!) as { readonly at: number };
  const shift = Math.round(Date.now() - agoMs - last.at);
  const moved = RECORD.replace(
    /"(at|from|to|sampledAt|intendedAt|sentAt|askedAt|answeredAt|timestamp|since)":(\d{13}(?:\.\d+)?)/g,
    (_, key, value) => `"${key}":${Number(value) + shift}`,
  );
  const text = moved.replace(/"runId":"[^"]+"/, `"runId":"${runId}"`);
  writeFileSync(join(folder, 'events.ndjson'), text);
  return text;
}

async function send(which: keyof typeof ports) {
  const { context, written } = testHost(folder);
  const exitCode = await report(context, { run: folder, as: ['remote-write'], to: at(which) });
  return { exitCode, said: written.stderr };
}

it('writes the series of a run to a real Prometheus, which gives back the right values at their times', async () => {
  const timeline = timelineOf(parseRecord(runEnded(60_000, 'run-plain')));
  const { exitCode, said } = await send('plain');
  expect(exitCode).toBe(0);
  expect(said).toMatch(
    /^wrote \d+ samples of \d+ series to http:\/\/127\.0\.0\.1:\d+\/api\/v1\/write, run_id="run-plain"\n$/,
  );
  const ask = async (query: string, instant: number) => {
    const { series } = await door.instantQuery(query, { timeoutMs: 5000, at: instant });
    return series.map(({ samples }) => samples.at(-1)?.value);
  };
  const replicas = timeline.of('replicas');
  for (const seen of replicas) {
    const instant = Math.round(seen.at);
    if (replicas.some((other) => other !== seen && Math.round(other.at) === instant)) continue;
    expect(await ask('scaleproof_replicas{state="ready",run_id="run-plain"}', instant)).toEqual([seen.ready]);
    expect(await ask('scaleproof_replicas{state="desired"}', instant)).toEqual([seen.desired]);
  }
  const hpa = timeline.of('hpa').findLast(({ metrics }) => (metrics[0]?.value ?? 0) > 0)!;
  expect(await ask('scaleproof_hpa_metric', Math.round(hpa.at))).toEqual([hpa.metrics[0]!.value]);
  const gpu = timeline.of('gpu').find(({ value }) => Number(value) > 0)!;
  const readings = await ask(
    `scaleproof_gpu_reading{source="${gpu.source}",metric="${gpu.metric}"}`,
    gpu.sampledAt,
  );
  expect(readings).toContain(gpu.value);
  const sent = `sum(sum_over_time(scaleproof_load_sent_images_per_second{emulated="true"}[1h]))`;
  expect(Number((await ask(sent, Date.now()))[0])).toBeCloseTo(timeline.of('request').length, -1);
  expect(await ask('count(scaleproof_latency_seconds)', timeline.of('request').at(-1)!.sentAt)).toEqual([3]);
  // Nothing goes on after its end: the last value has a mark behind it.
  expect(await ask('scaleproof_replicas', Date.now())).toEqual([]);
}, 60_000);

it('a run of last week needs the out-of-order window, and the error says so', async () => {
  // Something of today is there first, as in a Prometheus in use.
  runEnded(60_000, 'run-today');
  await send('plain');
  await send('window');
  runEnded(7 * 86_400_000, 'run-last-week');
  await expect(send('plain')).rejects.toMatchObject({
    code: 'target-unavailable',
    message: expect.stringMatching(
      /^remote write was refused by http:\/\/127.*: status 400, .*; 0 samples were taken before$/,
    ),
    hint: expect.stringContaining('storage.tsdb.out_of_order_time_window'),
  });
  expect((await send('window')).exitCode).toBe(0);
}, 60_000);

it('the same run sent twice is refused, or with the window counted once', async () => {
  runEnded(50_000, 'run-twice');
  await send('plain');
  await expect(send('plain')).rejects.toMatchObject({
    hint: expect.stringContaining('may be there already'),
  });
  const windowed = openPrometheus({ url: at('window') });
  try {
    const count = async () => {
      const query = 'sum(count_over_time(scaleproof_gpu_reading{run_id="run-twice"}[1h]))';
      const { series } = await windowed.instantQuery(query, { timeoutMs: 5000, at: Date.now() });
      return series[0]!.samples[0]!.value;
    };
    await send('window');
    const once = await count();
    await send('window');
    expect(once).toBeGreaterThan(50);
    expect(await count()).toBe(once);
  } finally {
    await windowed.close();
  }
}, 60_000);

it('a Prometheus that does not receive says what it has to be started with', async () => {
  runEnded(60_000, 'run-closed');
  await expect(send('closed')).rejects.toMatchObject({
    code: 'target-unavailable',
    message: expect.stringContaining('status 404'),
    hint: expect.stringContaining(RECEIVES),
  });
}, 60_000);
