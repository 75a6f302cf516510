import { entries, textAt } from '../raw-reading.ts';
import { FORMAT_OF_TYPE, type ImageFormat } from '../request-schema.ts';
import { member, type OpenapiDocument, type Spot } from './document.ts';
import { hasType, mediaTypeOf, partsOf, shapeOf } from './schemas.ts';

/** Types of a body or part that may hold any file at all. */
export const ANY_FILE = ['application/octet-stream', '*/*'];
const EVERY_FORMAT: readonly ImageFormat[] = Object.values(FORMAT_OF_TYPE);
/** What people call a text that holds an image, where the schema itself does not say so. */
const IMAGE_NAME = /^(?:input_?)?(?:image|img|picture|photo)(?:_?(?:data|bytes|base64|b64))?$|^b64$|base64/i;
const DEEPEST = 6;

/** The formats of the corpus that a media type allows: all for `image/*`, none for what is no image. */
export function formatsOf(mediaType: string): readonly ImageFormat[] {
  const type = mediaType.split(';')[0]!.trim().toLowerCase();
  if (type === 'image/*' || ANY_FILE.includes(type)) return EVERY_FORMAT;
  const known = Object.entries(FORMAT_OF_TYPE).find(([name]) => name === type);
  return known === undefined ? [] : [known[1]];
}

/** The formats that a part of a form takes as a file; `undefined` where it takes none. */
export function filePart(
  document: OpenapiDocument,
  schema: Spot,
  contentType: string | undefined,
): readonly ImageFormat[] | undefined {
  const types = contentType?.split(',').map((one) => one.trim()) ?? [];
  if (types.length > 0) {
    const formats = types.flatMap(formatsOf);
    return formats.length === 0 ? undefined : formats;
  }
  for (const part of partsOf(document, schema)) {
    const inner = member(document, part, 'items');
    const nested = inner === undefined ? undefined : filePart(document, inner, undefined);
    if (nested !== undefined) return nested;
    const type = mediaTypeOf(part);
    if (type !== undefined && formatsOf(type).length > 0) return formatsOf(type);
    if (textAt(part.value, ['format']) === 'binary') return EVERY_FORMAT;
  }
  return undefined;
}

/** A member of JSON that holds an image as text. */
export interface ImageText {
  /** From the outside in; `0` is the first entry of a list. */
  readonly path: readonly string[];
  readonly encoding: 'base64' | 'data-url';
  /** False where only its name says so. */
  readonly isMarked: boolean;
  readonly formats: readonly ImageFormat[];
}

/** The members of a JSON schema that hold an image: those that say so, else those whose name does. */
export function imageTexts(document: OpenapiDocument, schema: Spot): readonly ImageText[] {
  const all = textsIn(document, schema, []);
  const marked = all.filter((one) => one.isMarked);
  return marked.length > 0 ? marked : all;
}

function textsIn(document: OpenapiDocument, schema: Spot, path: readonly string[]): readonly ImageText[] {
  if (path.length > DEEPEST) return [];
  const own = partsOf(document, schema).flatMap((part) => imageText(part, path) ?? []);
  if (own[0] !== undefined) return [own[0]];
  const inner = partsOf(document, schema).flatMap((part) => member(document, part, 'items') ?? [])[0];
  const listed = inner === undefined ? [] : textsIn(document, inner, [...path, '0']);
  const { properties } = shapeOf(document, schema);
  return [...listed, ...[...properties].flatMap(([name, one]) => textsIn(document, one, [...path, name]))];
}

function imageText(schema: Spot, path: readonly string[]): ImageText | undefined {
  const { value } = schema;
  const format = textAt(value, ['format']);
  const mediaType = mediaTypeOf(schema) ?? 'image/*';
  const formats = formatsOf(mediaType);
  if (!hasType(schema, 'string') || formats.length === 0) return undefined;
  const shown = [
    ...entries(value, ['examples']),
    ...['example', 'default', 'pattern'].map((k) => textAt(value, [k])),
  ];
  const isAddress = format === 'data-url' || shown.some((one) => /^\^?data:image/.test(String(one)));
  const encoding = isAddress ? 'data-url' : 'base64';
  const isBase64 =
    textAt(value, ['contentEncoding']) === 'base64' || format === 'byte' || format === 'base64';
  if (isAddress || isBase64) return { path, encoding, isMarked: true, formats };
  const isNamed =
    format === undefined && IMAGE_NAME.test(path.at(-1) ?? '') && !Object.hasOwn(Object(value), 'enum');
  return isNamed ? { path, encoding, isMarked: false, formats } : undefined;
}
