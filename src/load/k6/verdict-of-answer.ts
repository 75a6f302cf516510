/** How a request ended, in the words of the record. */
export type Outcome = 'ok' | 'rejected' | 'invalid' | 'error' | 'lost';

/** An outcome, with what is wrong where something is. */
export interface AnswerVerdict {
  readonly outcome: Outcome;
  readonly detail?: string;
}

/** An answer to `stylize`, whichever client got it; without an answer `status` is 0 and `error` says why. */
export interface Answer {
  readonly status: number;
  readonly body: ArrayBuffer | undefined;
  readonly error: string | undefined;
  /** Content-Type, Content-Length and Content-Digest. */
  readonly type: string | undefined;
  readonly length: string | undefined;
  readonly digest: string | undefined;
}

/** SHA-256 of bytes, base64; k6 and Node have each their own. */
export type DigestOf = (body: ArrayBuffer) => string;

/** Smallest JPEG that can hold a picture, bytes. */
const SMALLEST_JPEG = 125;

/** Judges an answer to `stylize`: status, type, length, JPEG markers and digest; `inputSha256` is that of the image sent. */
export function judgeAnswer(answer: Answer, inputSha256: string, digestOf: DigestOf): AnswerVerdict {
  const { status, body, error } = answer;
  if (status === 0) return { outcome: 'lost', ...(error === undefined ? {} : { detail: error }) };
  if (status === 429) return { outcome: 'rejected' };
  if (status !== 200) return { outcome: 'error', detail: `status ${status}: ${problemText(body)}` };
  if (body === undefined) return { outcome: 'invalid', detail: 'no body' };
  const problem = faultOf(answer, body, inputSha256, digestOf);
  return problem === undefined ? { outcome: 'ok' } : { outcome: 'invalid', detail: problem };
}

function faultOf(
  { type = 'none', length, digest: header = '' }: Answer,
  body: ArrayBuffer,
  inputSha256: string,
  digestOf: DigestOf,
): string | undefined {
  if (!type.startsWith('image/jpeg')) return `content type ${type}, wanted image/jpeg`;
  const announced = Number(length ?? body.byteLength);
  if (announced !== body.byteLength) return `${body.byteLength} bytes, announced ${announced}`;
  if (body.byteLength < SMALLEST_JPEG) return `${body.byteLength} bytes, too small for a JPEG`;
  const bytes = new Uint8Array(body);
  const end = bytes.length - 2;
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return 'no JPEG start marker';
  if (bytes[end] !== 0xff || bytes[end + 1] !== 0xd9) return 'no JPEG end marker';
  const digest = digestOf(body);
  if (digest === inputSha256) return 'the answer is the image that was sent';
  const promised = /sha-256=:([^:]+):/.exec(header)?.[1];
  if (promised !== undefined && promised !== digest)
    return 'the body has another SHA-256 than its Content-Digest';
  return undefined;
}

/** The first words of an answer that is a refusal. */
export function problemText(body: ArrayBuffer | undefined): string {
  if (body === undefined) return 'no body';
  return String.fromCharCode(...new Uint8Array(body.slice(0, 200))).trim();
}
