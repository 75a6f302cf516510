import { sha256 } from 'k6/crypto';
import type { RefinedResponse, ResponseType } from 'k6/http';

/** How a request ended, in the words of the record. */
export type Outcome = 'ok' | 'rejected' | 'invalid' | 'error' | 'lost';

/** An outcome, with what is wrong where something is. */
export interface AnswerVerdict {
  readonly outcome: Outcome;
  readonly detail?: string;
}

/** Smallest JPEG that can hold a picture, bytes. */
const SMALLEST_JPEG = 125;

/** Judges an answer to `stylize`: status, type, length, JPEG markers and digest; `inputSha256` is that of the image sent. */
export function judgeAnswer(response: RefinedResponse<ResponseType>, inputSha256: string): AnswerVerdict {
  const { status, body } = response;
  if (status === 0) return { outcome: 'lost', detail: response.error };
  if (status === 429) return { outcome: 'rejected' };
  if (status !== 200) return { outcome: 'error', detail: `status ${status}: ${problemText(body)}` };
  if (!(body instanceof ArrayBuffer)) return { outcome: 'invalid', detail: 'no body' };
  const problem = faultOf(response, body, inputSha256);
  return problem === undefined ? { outcome: 'ok' } : { outcome: 'invalid', detail: problem };
}

function faultOf(
  response: RefinedResponse<ResponseType>,
  body: ArrayBuffer,
  inputSha256: string,
): string | undefined {
  const { headers } = response;
  const type = headers['Content-Type'] ?? 'none';
  if (!type.startsWith('image/jpeg')) return `content type ${type}, wanted image/jpeg`;
  const announced = Number(headers['Content-Length'] ?? body.byteLength);
  if (announced !== body.byteLength) return `${body.byteLength} bytes, announced ${announced}`;
  if (body.byteLength < SMALLEST_JPEG) return `${body.byteLength} bytes, too small for a JPEG`;
  const bytes = new Uint8Array(body);
  const end = bytes.length - 2;
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return 'no JPEG start marker';
  if (bytes[end] !== 0xff || bytes[end + 1] !== 0xd9) return 'no JPEG end marker';
  const digest = sha256(body, 'base64');
  if (digest === inputSha256) return 'the answer is the image that was sent';
  const promised = /sha-256=:([^:]+):/.exec(headers['Content-Digest'] ?? '')?.[1];
  if (promised !== undefined && promised !== digest)
    return 'the body has another SHA-256 than its Content-Digest';
  return undefined;
}

function problemText(body: RefinedResponse<ResponseType>['body']): string {
  if (!(body instanceof ArrayBuffer)) return 'no body';
  return String.fromCharCode(...new Uint8Array(body.slice(0, 200))).trim();
}
