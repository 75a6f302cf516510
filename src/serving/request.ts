import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from './answer.ts';
import { IMAGE_TYPES, type ImageType, LIMITS } from './limits.ts';

const DISCARD_MS = 2000;

/** What a `POST /stylize` asks for. */
export interface StylizeOrder {
  readonly style: number;
  readonly size: number;
  /** Format of the body, in the decoder's words. */
  readonly format: string;
}

/** Reads query and headers; throws a `Refusal` with 400, 413 or 415. */
export function readOrder(request: IncomingMessage, query: URLSearchParams): StylizeOrder {
  const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  if (!(type in IMAGE_TYPES)) {
    throw new Refusal(415, `content type '${type}', wanted one of ${Object.keys(IMAGE_TYPES).join(', ')}`);
  }
  if (Number(request.headers['content-length'] ?? 0) > LIMITS.maxBodyBytes) throw tooLarge();
  return {
    style: wholeNumber(query, 'style', 0, 0, LIMITS.styles - 1),
    size: wholeNumber(query, 'size', LIMITS.defaultSize, LIMITS.minSize, LIMITS.maxSize),
    format: IMAGE_TYPES[type as ImageType],
  };
}

function wholeNumber(
  query: URLSearchParams,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Refusal(400, `${name} is '${text}', wanted a whole number from ${min} to ${max}`);
}

/** Reads the body; throws a `Refusal` with 413 when it is too large and 400 when it is empty. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop early would destroy the request, and with it the connection that the refusal goes over.
  const body: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of body) {
    length += chunk.length;
    if (length > LIMITS.maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  if (length === 0) throw new Refusal(400, 'the body is empty, wanted an image');
  return Buffer.concat(chunks, length);
}

/** Reads what is left of a refused body, for a while: a connection closed on unread bytes is reset, answer and all. */
export async function discardBody(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  const read = new Promise((resolve) => request.once('end', resolve).once('close', resolve));
  request.resume();
  await Promise.race([read, delay(DISCARD_MS, undefined, { ref: false })]);
}

function tooLarge(): Refusal {
  return new Refusal(413, `the body is larger than ${LIMITS.maxBodyBytes} bytes`);
}
