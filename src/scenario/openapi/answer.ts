import type { RequestFile } from '../request-schema.ts';
import { member, members, type OpenapiDocument, type Spot } from './document.ts';
import { imageTexts } from './image-marks.ts';

type Answer = NonNullable<RequestFile['answer']>;

/** What the answers of success of an operation are, by its 2xx responses; without any, every 2xx status is one. */
export function answerOf(document: OpenapiDocument, operation: Spot): Answer {
  const responses = members(document, member(document, operation, 'responses'));
  const successes = responses.filter(([status]) => /^2(\d\d|XX)$/i.test(status));
  const statuses = successes.every(([status]) => /^\d+$/.test(status))
    ? successes.map(([s]) => Number(s))
    : [];
  const content = successes
    .map(([, response]) => members(document, member(document, response, 'content')))
    .find((types) => types.length > 0);
  return { ...(statuses.length === 0 ? {} : { statuses }), ...contentOf(document, content ?? []) };
}

function contentOf(document: OpenapiDocument, content: readonly (readonly [string, Spot])[]): Answer {
  const named = content.map(([type, spot]) => [mediaType(document, type, spot), spot] as const);
  const images = named.map(([type]) => type).filter((type) => type.startsWith('image/'));
  if (images.length > 0) return { kind: 'image', types: images };
  const json = named.find(([type]) => type === 'application/json');
  if (json === undefined) {
    const types = named.map(([type]) => type).filter((type) => type !== '*/*');
    return { kind: 'any', ...(types.length === 0 ? {} : { types }) };
  }
  const schema = member(document, json[1], 'schema');
  const image = schema === undefined ? undefined : imageTexts(document, schema)[0];
  const found = image?.isMarked ? { field: image.path.join('.') } : {};
  return { kind: 'json', types: ['application/json'], ...found };
}

function mediaType(document: OpenapiDocument, written: string, spot: Spot): string {
  const type = written.split(';')[0]!.trim().toLowerCase();
  if (/^[^/\s]+\/[^/\s]+$/.test(type)) return type;
  const message = `"${written}" is no media type, expected one such as image/png`;
  throw document.fault(spot, message, 'Name the type of the answer, or leave content out.');
}
