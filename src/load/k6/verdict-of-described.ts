import type { RequestSpec } from '../../scenario/request-schema.ts';
import { type Answer, type AnswerVerdict, type DigestOf, problemText } from './verdict-of-answer.ts';

/** Bytes that images of a type begin and end with. */
const MARKS: Readonly<
  Record<string, { readonly start: readonly number[]; readonly end: readonly number[] }>
> = {
  'image/jpeg': { start: [0xff, 0xd8], end: [0xff, 0xd9] },
  'image/png': { start: [0x89, 0x50, 0x4e, 0x47], end: [0xae, 0x42, 0x60, 0x82] },
  'image/webp': { start: [0x52, 0x49, 0x46, 0x46], end: [] },
};

/** Judges an answer of a service of the user's own by what its description promises. */
export function judgeDescribed(
  answer: Answer,
  wanted: RequestSpec['answer'],
  inputSha256: string,
  digestOf: DigestOf,
): AnswerVerdict {
  const { status, body, error } = answer;
  if (status === 0) return { outcome: 'lost', ...(error === undefined ? {} : { detail: error }) };
  if (status === 429) return { outcome: 'rejected' };
  const isSuccess = wanted.statuses?.includes(status) ?? (status >= 200 && status < 300);
  if (!isSuccess) return { outcome: 'error', detail: `status ${status}: ${problemText(body)}` };
  const problem = faultOf(answer, wanted, inputSha256, digestOf);
  return problem === undefined ? { outcome: 'ok' } : { outcome: 'invalid', detail: problem };
}

function faultOf(
  { type = 'none', length, body }: Answer,
  wanted: RequestSpec['answer'],
  inputSha256: string,
  digestOf: DigestOf,
): string | undefined {
  const mediaType = type.split(';')[0]!.trim().toLowerCase();
  if (wanted.types !== undefined && !wanted.types.some((one) => isOf(mediaType, one)))
    return `content type ${type}, wanted ${wanted.types.join(' or ')}`;
  const bytes = body?.byteLength ?? 0;
  const announced = Number(length ?? bytes);
  if (announced !== bytes) return `${bytes} bytes, announced ${announced}`;
  if (wanted.kind === 'any') return undefined;
  if (body === undefined || bytes === 0) return 'no body';
  if (wanted.kind === 'json') return jsonFault(body, wanted.field);
  return (
    imageFault(body, mediaType) ??
    (digestOf(body) === inputSha256 ? 'the answer is the image that was sent' : undefined)
  );
}

function isOf(mediaType: string, wanted: string): boolean {
  const type = wanted.toLowerCase();
  return type.endsWith('/*') ? mediaType.startsWith(type.slice(0, -1)) : mediaType === type;
}

function imageFault(body: ArrayBuffer, mediaType: string): string | undefined {
  if (!mediaType.startsWith('image/')) return `content type ${mediaType}, wanted an image`;
  const marks = MARKS[mediaType];
  if (marks === undefined) return undefined;
  const bytes = new Uint8Array(body);
  if (marks.start.some((byte, at) => bytes[at] !== byte)) return `no start marker of ${mediaType}`;
  const from = bytes.length - marks.end.length;
  return marks.end.some((byte, at) => bytes[from + at] !== byte)
    ? `no end marker of ${mediaType}`
    : undefined;
}

function jsonFault(body: ArrayBuffer, field: string | undefined): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(textOf(body));
  } catch {
    return 'no JSON that can be read';
  }
  for (const step of field?.split('.') ?? []) {
    const held: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
    if (held === undefined || held === null) return `no member ${field} in the JSON`;
    value = held;
  }
  return undefined;
}

/** Names and marks of JSON are ASCII, so letters beyond it need not be put together; k6 has no decoder of its own. */
function textOf(body: ArrayBuffer): string {
  const bytes = new Uint8Array(body);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192)
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return pieces.join('');
}
