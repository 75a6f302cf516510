import { textAt } from '../raw-reading.ts';
import type { ImageFormat } from '../request-schema.ts';
import { member, members, type OpenapiDocument, type Spot } from './document.ts';
import { ANY_FILE, filePart, formatsOf, type ImageText, imageTexts } from './image-marks.ts';
import { shapeOf } from './schemas.ts';

/** How an operation takes an image. */
export type ImageBody = {
  /** Of its media type within the document. */
  readonly spot: Spot;
  readonly formats: readonly ImageFormat[];
} & (
  | { readonly kind: 'raw'; readonly contentType?: string }
  | { readonly kind: 'multipart'; readonly fields: readonly string[] }
  | { readonly kind: 'json'; readonly texts: readonly ImageText[] }
);

/** The ways in which the body of an operation takes an image, the plainest first. */
export function imageBodies(document: OpenapiDocument, operation: Spot): readonly ImageBody[] {
  const body = member(document, operation, 'requestBody');
  const content = body === undefined ? [] : members(document, member(document, body, 'content'));
  const named = content.map(([type, spot]) => [type.split(';')[0]!.trim().toLowerCase(), spot] as const);
  return [
    ...rawImage(named),
    ...named.flatMap(([type, spot]) => (type === 'multipart/form-data' ? formBody(document, spot) : [])),
    ...named.flatMap(([type, spot]) => (type === 'application/json' ? jsonBody(document, spot) : [])),
    ...named.flatMap(([type, spot]) => (ANY_FILE.includes(type) ? [anyFile(type, spot)] : [])),
  ];
}

function rawImage(content: readonly (readonly [string, Spot])[]): readonly ImageBody[] {
  const images = content.filter(([type]) => !ANY_FILE.includes(type) && formatsOf(type).length > 0);
  const [first] = images;
  if (first === undefined) return [];
  return [
    { kind: 'raw', spot: first[1], formats: [...new Set(images.flatMap(([type]) => formatsOf(type)))] },
  ];
}

/** A body that may be any file is sent under the type that the document gives it. */
function anyFile(type: string, spot: Spot): ImageBody {
  const contentType = type === '*/*' ? {} : { contentType: type };
  return { kind: 'raw', spot, formats: formatsOf(type), ...contentType };
}

function formBody(document: OpenapiDocument, spot: Spot): readonly ImageBody[] {
  const schema = member(document, spot, 'schema');
  if (schema === undefined) return [];
  const { properties, required } = shapeOf(document, schema);
  const encodings = member(document, spot, 'encoding');
  const files = [...properties].flatMap(([name, property]) => {
    const encoding = encodings === undefined ? undefined : member(document, encodings, name);
    const formats = filePart(document, property, textAt(encoding?.value, ['contentType']));
    return formats === undefined ? [] : [{ name, formats }];
  });
  const needed = files.filter(({ name }) => required.has(name));
  const chosen = needed.length > 0 ? needed : files.slice(0, 1);
  if (chosen[0] === undefined) return [];
  return [{ kind: 'multipart', spot, fields: chosen.map(({ name }) => name), formats: chosen[0].formats }];
}

function jsonBody(document: OpenapiDocument, spot: Spot): readonly ImageBody[] {
  const schema = member(document, spot, 'schema');
  const texts = schema === undefined ? [] : imageTexts(document, schema);
  if (texts[0] === undefined) return [];
  return [{ kind: 'json', spot, texts, formats: texts[0].formats }];
}
