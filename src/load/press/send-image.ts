import { createHash } from 'node:crypto';
import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { PlayEntry } from '../../plan/deal-entries.ts';
import type { createClient } from '../generated/client/index.ts';
import { stylize } from '../generated/index.ts';
import { type Answer, judgeAnswer } from '../k6/verdict-of-answer.ts';
import { judgeDescribed } from '../k6/verdict-of-described.ts';
import type { AnswerLine } from '../play-lines.ts';
import type { SheetRequest } from '../play-list.ts';
import type { PressList } from './press-list.ts';

/** Sends one image through the generated client and says how it was answered; never rejects. */
export async function sendImage(
  client: ReturnType<typeof createClient>,
  list: PressList,
  [, image, style, close, decode]: PlayEntry,
  clock: Clock,
): Promise<Omit<AnswerLine, 'i' | 'at'>> {
  const { body, contentType, sha256 } = list.images[image]!;
  const headers = { 'content-type': contentType, ...(close === 1 ? { connection: 'close' } : {}) };
  const { request } = list;
  const sentAt = clock.now();
  const options = {
    client,
    body,
    parseAs: 'arrayBuffer',
    signal: AbortSignal.timeout(list.timeoutMs),
  } as const;
  const result: Sent =
    request === undefined
      ? await stylize({ ...options, headers, query: { style, size: list.size } })
      : await sendDescribed(request, options, headers);
  const durationMs = clock.now() - sentAt;
  const answer = answerOf(result);
  const { outcome, detail } =
    request === undefined
      ? judgeAnswer(answer, sha256, digestOf)
      : judgeDescribed(answer, request.answer, sha256, digestOf);
  const pod = result.response?.headers.get('x-pod') ?? undefined;
  return {
    s: sentAt,
    d: durationMs,
    c: answer.status,
    o: outcome,
    ...(detail === undefined ? {} : { e: detail }),
    ...(pod === undefined ? {} : { p: pod }),
    ...(isSuccess(answer) && answer.body ? { b: answer.body.byteLength } : {}),
    ...(decode === 1 && outcome === 'ok' && answer.body
      ? { img: Buffer.from(answer.body).toString('base64') }
      : {}),
  };
}

/** What both ways of sending come to. */
interface Sent {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response?: Response | undefined;
}

type Client = ReturnType<typeof createClient>;

/** Sends one request to a service of the user's own, as its description says. */
async function sendDescribed(
  { method, target, headers }: SheetRequest,
  {
    client,
    ...options
  }: {
    readonly client: Client;
    readonly body: Blob;
    readonly parseAs: 'arrayBuffer';
    readonly signal: AbortSignal;
  },
  ownHeaders: Readonly<Record<string, string>>,
): Promise<Sent> {
  return client.request({
    ...options,
    method,
    url: target,
    bodySerializer: null,
    redirect: 'manual',
    // As k6 sends it: fetch would offer to take packed answers, which cost the service time.
    headers: { 'accept-encoding': 'identity', accept: '*/*', ...headers, ...ownHeaders },
  });
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

function answerOf(result: Sent): Answer {
  const { data, error, response } = result;
  // An error object is thrown by fetch itself: no answer, or one that broke off. The server's own problems are plain data.
  const broke = error instanceof Error || response === undefined;
  const header = (name: string) => response?.headers.get(name) ?? undefined;
  return {
    status: broke ? 0 : response.status,
    body: bodyOf(data, error),
    error: broke ? causeOf(error) : undefined,
    type: header('content-type'),
    // The body is unpacked by now.
    length: header('content-encoding') === undefined ? header('content-length') : undefined,
    digest: header('content-digest'),
  };
}

function bodyOf(data: unknown, error: unknown): ArrayBuffer | undefined {
  if (data instanceof ArrayBuffer) return data;
  if (error === undefined || error instanceof Error) return undefined;
  const text = typeof error === 'string' ? error : JSON.stringify(error);
  return new TextEncoder().encode(text).buffer;
}

/** `fetch failed` says nothing; what it failed of is its cause. */
function causeOf(error: unknown): string {
  if (error instanceof Error && error.cause !== undefined) return errorText(error.cause);
  return error instanceof Error ? error.message : 'no answer';
}

function digestOf(body: ArrayBuffer): string {
  return createHash('sha256').update(new Uint8Array(body)).digest('base64');
}
