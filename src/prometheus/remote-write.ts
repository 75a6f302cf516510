import type { Clock } from '../clock/clock.ts';
import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { explainRefusal } from './explain-refusal.ts';
import { hideSecret, withoutSecret } from './hide-secret.ts';
import { PrometheusError } from './prometheus-error.ts';
import type { PrometheusReply, PrometheusServer } from './server.ts';
import { encodeWriteRequest, type WrittenSeries } from './write-request.ts';

/** How series are sent. */
export interface RemoteWriteOptions {
  /** Path of the receiver, from the root of the server. */
  readonly path: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
}

/** As many samples as Prometheus itself puts into a request of a busy queue, and more: a request is still below 1 MB. */
const SAMPLES_PER_REQUEST = 10_000;
/** Waits before what a server was too busy for is sent again, milliseconds. */
const PAUSES_MS = [500, 1000, 2000, 4000];
const HEADERS = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
  'user-agent': 'scaleproof',
};

/**
 * Sends series by Prometheus remote write 1.0, one request after the other, so that each series arrives in its order;
 * returns how many samples were taken. What a server is too busy for (5xx, 429) is sent again, at most four times.
 * Throws `target-unavailable` with what was sent until then, the server's words and what helps.
 */
export async function remoteWrite(
  server: PrometheusServer,
  series: readonly WrittenSeries[],
  options: RemoteWriteOptions,
): Promise<number> {
  let taken = 0;
  for (const batch of batchesOf(series)) {
    const samples = batch.reduce((sum, one) => sum + one.samples.length, 0);
    await sendBatch(server, encodeWriteRequest(batch), options, `${taken} samples were taken before`);
    taken += samples;
  }
  return taken;
}

/** Cuts series into requests; a series longer than one goes on in the next. */
export function batchesOf(series: readonly WrittenSeries[]): readonly (readonly WrittenSeries[])[] {
  const batches: WrittenSeries[][] = [];
  let room = 0;
  for (const { labels, samples } of series) {
    for (let from = 0; from < samples.length; ) {
      if (room === 0) {
        batches.push([]);
        room = SAMPLES_PER_REQUEST;
      }
      const part = samples.slice(from, from + room);
      batches.at(-1)!.push({ labels, samples: part });
      from += part.length;
      room -= part.length;
    }
  }
  return batches;
}

async function sendBatch(
  server: PrometheusServer,
  body: Uint8Array,
  options: RemoteWriteOptions,
  soFar: string,
): Promise<void> {
  for (let turn = 0; ; turn++) {
    const reply = await sendOnce(server, body, options);
    if (reply.status >= 200 && reply.status < 300) return;
    const pause = reply.status >= 500 || reply.status === 429 ? PAUSES_MS[turn] : undefined;
    if (pause === undefined) throw refused(server, reply, soFar);
    await options.clock.sleep(pause, options.signal);
  }
}

async function sendOnce(
  server: PrometheusServer,
  body: Uint8Array,
  { path, signal, timeoutMs }: RemoteWriteOptions,
): Promise<PrometheusReply> {
  const secret = (await server.identity?.authorization()) ?? '';
  const headers = { ...HEADERS, ...(secret === '' ? {} : { authorization: secret }) };
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const either = AbortSignal.any([signal, timeout]);
    const reply = await server.send({ method: 'POST', path, headers, body, signal: either, timeoutMs });
    return { ...reply, text: withoutSecret(reply.text, secret) };
  } catch (error) {
    signal.throwIfAborted();
    const seen = timeout.aborted ? `no answer within ${timeoutMs} ms` : errorText(error);
    const known = error instanceof PrometheusError ? hideSecret(error, secret) : undefined;
    throw new ScaleproofError(
      'target-unavailable',
      `remote write to ${server.name}: ${known?.message ?? seen}`,
      {
        hint:
          known === undefined || known.kind === 'network'
            ? 'Check that it runs, and that --to names an address that can be reached from here.'
            : (known.hint ?? ''),
        cause: error,
      },
    );
  }
}

function refused(server: PrometheusServer, reply: PrometheusReply, soFar: string): ScaleproofError {
  const identity = explainRefusal('remote write', server, reply);
  const message = identity?.message ?? `remote write was refused by ${server.name}: ${wordsOf(reply)}`;
  const hint = identity?.hint ?? hintFor(reply);
  return new ScaleproofError('target-unavailable', `${message}; ${soFar}`, { hint });
}

function wordsOf({ status, text }: PrometheusReply): string {
  const words = text.trim().replace(/\s+/g, ' ').slice(0, 300);
  return `status ${status}${words === '' ? '' : `, ${words}`}`;
}

function hintFor({ status, text }: PrometheusReply): string {
  if (status === 404)
    return 'Prometheus takes remote write only when it is started with --web.enable-remote-write-receiver; --to then names it, or its whole address with /api/v1/write.';
  if (/out of order|out of bounds|too old|duplicate sample/i.test(text))
    return 'It takes samples that are older than what it has only within storage.tsdb.out_of_order_time_window of its configuration; and without that, no run twice: its run_id may be there already.';
  if (status === 405 || status === 415) return '--to must name a receiver of remote write 1.0.';
  if (status >= 500 || status === 429)
    return 'The receiver is too busy or broken; look at its log, and try again.';
  return "The receiver's own words are quoted above.";
}
