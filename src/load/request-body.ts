import { basename, join } from 'node:path';
import type { Files } from '../host/host.ts';
import type { RequestSpec } from '../scenario/request-schema.ts';
import type { CorpusImage } from './corpus.ts';
import type { SheetRequest } from './play-list.ts';

/** The body of a request as a file, and the Content-Type that goes with it. */
export interface RequestBody {
  readonly file: string;
  readonly contentType: string;
  readonly bytes: number;
}

/**
 * Makes the body of a request for each image of the corpus, once and for every sender: they send its bytes as they are,
 * so that k6 and fetch cannot differ in them. A raw body is the image's own file.
 */
export async function writeBodies(
  { body }: RequestSpec,
  images: readonly CorpusImage[],
  folder: string,
  files: Pick<Files, 'readBytes' | 'writeBytes' | 'makeFolder'>,
): Promise<readonly RequestBody[]> {
  if (body.kind === 'raw')
    return images.map(({ file, bytes, contentType }) => ({
      file,
      bytes,
      contentType: body.contentType ?? contentType,
    }));
  await files.makeFolder(folder);
  return Promise.all(
    images.map(async (image) => {
      const made = await encode(body, image, await files.readBytes(image.file));
      const file = join(folder, `${basename(image.file)}.${body.kind}`);
      await files.writeBytes(file, made.bytes);
      return { file, contentType: made.contentType, bytes: made.bytes.byteLength };
    }),
  );
}

/** What is the same in every request of a run. */
export function sheetRequest({ method, path, query, headers, answer }: RequestSpec): SheetRequest {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return { method, target: pairs.length === 0 ? path : `${path}?${pairs.join('&')}`, headers, answer };
}

type Wrapped = Exclude<RequestSpec['body'], { readonly kind: 'raw' }>;

async function encode(
  body: Wrapped,
  image: CorpusImage,
  bytes: Uint8Array,
): Promise<{ readonly bytes: Uint8Array; readonly contentType: string }> {
  if (body.kind === 'multipart') return encodeForm(body, image, bytes);
  const base64 = Buffer.from(bytes).toString('base64');
  const text = body.encoding === 'base64' ? base64 : `data:${image.contentType};base64,${base64}`;
  const json = JSON.stringify(withMember(body.fields, body.field.split('.'), text));
  return { bytes: new TextEncoder().encode(json), contentType: 'application/json' };
}

/** As fetch itself writes a form; servers that read it as it comes want the file last. */
async function encodeForm(
  body: Wrapped & { readonly kind: 'multipart' },
  image: CorpusImage,
  bytes: Uint8Array,
): Promise<{ readonly bytes: Uint8Array; readonly contentType: string }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(body.fields)) form.append(name, value);
  const file = new Blob([new Uint8Array(bytes)], { type: image.contentType });
  form.append(body.field, file, basename(image.file));
  const made = new Response(form);
  return {
    bytes: new Uint8Array(await made.arrayBuffer()),
    contentType: made.headers.get('content-type') ?? 'multipart/form-data',
  };
}

/** A value with one member put in, however deep; where nothing stands yet, a number begins a list. */
function withMember(value: unknown, [step, ...rest]: readonly string[], put: unknown): unknown {
  if (step === undefined) return put;
  const index = Number(step);
  if (Array.isArray(value) || (value === undefined && Number.isInteger(index))) {
    const list: unknown[] = Array.isArray(value) ? [...value] : [];
    list[index] = withMember(list[index], rest, put);
    return list;
  }
  const held = Object(value) as Readonly<Record<string, unknown>>;
  return { ...held, [step]: withMember(held[step], rest, put) };
}
