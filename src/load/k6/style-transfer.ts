import { sha256 as sha256OfBody } from 'k6/crypto';
import { SharedArray } from 'k6/data';
import encoding from 'k6/encoding';
import exec from 'k6/execution';
import { type File, open as openFile } from 'k6/experimental/fs';
import type { RefinedResponse, ResponseType } from 'k6/http';
import type { Options } from 'k6/options';
import { setTimeout } from 'k6/timers';
import type { PlayEntry } from '../../plan/deal-entries.ts';
import type { AnswerLine, StartLine, SummaryLine } from '../play-lines.ts';
import type { PlaySheet } from '../play-list.ts';
import { createServingClient } from './client.ts';
import { sendDescribed } from './described-request.ts';
import { serverUrl } from './server-url.ts';
import { type Answer, judgeAnswer } from './verdict-of-answer.ts';
import { judgeDescribed } from './verdict-of-described.ts';

// Each VU is one event loop that sends its share of the list at the intended instants, however many answers are
// still awaited. So no arrival is dropped for want of a VU, and connections are reused newest first.

const sheetPath = __ENV.PLAY_SHEET!;
const folder = sheetPath.slice(0, sheetPath.lastIndexOf('/') + 1);
const sheet: PlaySheet = JSON.parse(open(sheetPath));
const entries = new SharedArray<PlayEntry>('entries', () => JSON.parse(open(folder + sheet.entriesFile)));
const imageFiles: File[] = [];
for (const image of sheet.images) imageFiles.push(await openFile(folder + image.file));

export const options: Options = {
  scenarios: {
    play: {
      executor: 'per-vu-iterations',
      vus: sheet.vus,
      iterations: 1,
      maxDuration: `${sheet.maxDurationMs}ms`,
      gracefulStop: '1s',
    },
  },
  maxRedirects: 0,
  systemTags: ['status'],
  userAgent: 'scaleproof',
};

/** Runs once, when every VU is up: names the instant from which all arrivals count. */
export function setup(): { readonly t0: number } {
  const t0 = Date.now() + sheet.leadMs;
  print({ t0 });
  return { t0 };
}

/** Plays every `vus`-th entry of the list. */
export default async function play({ t0 }: { readonly t0: number }): Promise<void> {
  const bodies: ArrayBuffer[] = [];
  for (const [index, file] of imageFiles.entries())
    bodies.push(await readAll(file, sheet.images[index]!.bytes));
  const sent: Promise<void>[] = [];
  for (let index = exec.vu.idInTest - 1; index < entries.length; index += sheet.vus) {
    const entry = entries[index]!;
    await sleepUntil(t0 + entry[0]);
    sent.push(sendOne(index, entry, bodies[entry[1]]!));
  }
  await Promise.all(sent);
}

/** Writes k6's own summary beside the record; a pod has only its log to leave something in. */
export function handleSummary(data: unknown): Record<string, string> {
  if (sheet.summaryFile !== 'stdout') return { [sheet.summaryFile]: JSON.stringify(data, null, 2) };
  return { stdout: `${JSON.stringify({ summary: data } satisfies SummaryLine)}\n` };
}

const service = {
  baseUrl: __ENV.SERVER_IP === undefined ? sheet.baseUrl : serverUrl(__ENV.SERVER_IP),
  timeoutMs: sheet.timeoutMs,
};
const client = createServingClient(service);

async function sendOne(index: number, entry: PlayEntry, body: ArrayBuffer): Promise<void> {
  const [, image, style, close, decode] = entry;
  const { contentType, sha256 } = sheet.images[image]!;
  const headers = { 'content-type': contentType, ...(close === 1 ? { connection: 'close' } : {}) };
  const sentAt = Date.now();
  const { request } = sheet;
  const response =
    request === undefined
      ? (await client.stylize({ body, query: { style, size: sheet.size }, headers })).response
      : await sendDescribed(request, service, body, headers);
  const { blocked, connecting, tls_handshaking, duration } = response.timings;
  const answer = answerOf(response);
  const verdict =
    request === undefined
      ? judgeAnswer(answer, sha256, digestOf)
      : judgeDescribed(answer, request.answer, sha256, digestOf);
  const data = response.status >= 200 && response.status < 300 ? answer.body : undefined;
  const timed = blocked + connecting + tls_handshaking + duration;
  print({
    i: index,
    s: sentAt,
    // Without an answer k6 keeps no timings.
    d: verdict.outcome === 'lost' ? Date.now() - sentAt : timed,
    c: response.status,
    o: verdict.outcome,
    ...(verdict.detail === undefined ? {} : { e: verdict.detail }),
    ...(response.headers['X-Pod'] === undefined ? {} : { p: response.headers['X-Pod'] }),
    ...(data === undefined ? {} : { b: data.byteLength }),
    ...(decode === 1 && data !== undefined ? { img: encoding.b64encode(data) } : {}),
  });
}

function answerOf({ status, body, headers, error }: RefinedResponse<ResponseType>): Answer {
  return {
    status,
    body: body instanceof ArrayBuffer ? body : undefined,
    error,
    type: headers['Content-Type'],
    // The body is unpacked by now.
    length: headers['Content-Encoding'] === undefined ? headers['Content-Length'] : undefined,
    digest: headers['Content-Digest'],
  };
}

function digestOf(body: ArrayBuffer): string {
  return sha256OfBody(body, 'base64');
}

function print(line: StartLine | AnswerLine): void {
  console.log(JSON.stringify(line));
}

function sleepUntil(at: number): Promise<void> {
  const ms = at - Date.now();
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}

async function readAll(file: File, bytes: number): Promise<ArrayBuffer> {
  const buffer = new Uint8Array(bytes);
  let read = 0;
  while (read < bytes) {
    const part = new Uint8Array(bytes - read);
    const count = await file.read(part);
    if (count === null) throw new Error(`an image ended after ${read} of ${bytes} bytes`);
    buffer.set(part.subarray(0, count), read);
    read += count;
  }
  return buffer.buffer;
}
