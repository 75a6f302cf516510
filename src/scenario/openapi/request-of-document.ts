import { field } from '../raw-reading.ts';
import type { ImageFormat, RequestFile } from '../request-schema.ts';
import { answerOf } from './answer.ts';
import { items, member, type OpenapiDocument, readDocument, type Spot } from './document.ts';
import type { ImageBody } from './image-body.ts';
import { type Candidate, chooseOperation } from './operations.ts';
import { fillParameters } from './parameters.ts';
import { shapeOf } from './schemas.ts';
import { type GivenValues, givenValues, missingValue, neededMembers, shownValue } from './values.ts';

/** What an OpenAPI document says of one operation that takes an image. */
export interface DescribedRequest {
  readonly request: RequestFile;
  /** Formats of the corpus that it takes. */
  readonly formats: readonly ImageFormat[];
  /** `stylize, POST /v1/stylize`. */
  readonly operation: string;
  /** What its reader has to know: what was guessed, and what is not sent. */
  readonly notes: readonly string[];
}

/**
 * Reads an OpenAPI 3 document to the request of one operation; parameters get the document's own examples and
 * defaults, or what `params` gives them by name. Throws `usage` with file, line, what was found and how to mend it.
 */
export function requestOfDocument(
  text: string,
  file: string,
  chosen: {
    readonly operation?: string | undefined;
    readonly params?: Readonly<Record<string, string>>;
  } = {},
): DescribedRequest {
  const document = readDocument(text, file);
  const candidate = chooseOperation(document, chosen.operation);
  const given = givenValues(chosen.params ?? {});
  const { path, query, headers } = fillParameters(document, candidate, given);
  const { body, notes } = bodyOf(document, candidate.body, given);
  given.checkAllTaken();
  const answer = answerOf(document, candidate.operation);
  const accept: Record<string, string> =
    answer.types === undefined ? {} : { accept: answer.types.join(', ') };
  return {
    request: {
      method: candidate.method,
      path,
      ...filledOnly({ query, headers: { ...accept, ...headers } }),
      body,
      answer,
    },
    formats: candidate.body.formats,
    operation: `${candidate.id}, ${candidate.method} ${candidate.path}`,
    notes: [...notes, ...securityNotes(document, candidate)],
  };
}

interface FilledBody {
  readonly body: RequestFile['body'];
  readonly notes: readonly string[];
}

function bodyOf(document: OpenapiDocument, body: ImageBody, given: GivenValues): FilledBody {
  if (body.kind === 'raw') {
    const contentType = body.contentType === undefined ? {} : { contentType: body.contentType };
    return { body: { kind: 'raw', ...contentType }, notes: [] };
  }
  return body.kind === 'multipart' ? formOf(document, body, given) : jsonOf(document, body, given);
}

function formOf(
  document: OpenapiDocument,
  { spot, fields }: ImageBody & { readonly kind: 'multipart' },
  given: GivenValues,
): FilledBody {
  if (fields.length > 1) {
    const message = `the form requires ${fields.length} files (${fields.join(', ')}), expected one`;
    throw document.fault(spot, message, 'A request carries one image; name another operation.');
  }
  const { properties, required } = shapeOf(document, member(document, spot, 'schema')!);
  const others: Record<string, string> = {};
  for (const [name, property] of properties) {
    if (name === fields[0]) continue;
    const said = given.take(name) ?? (required.has(name) ? shownValue(document, property) : undefined);
    if (said === undefined && required.has(name)) throw missingValue(document, property, 'the part', name);
    if (said !== undefined) others[name] = typeof said === 'object' ? JSON.stringify(said) : String(said);
  }
  return { body: { kind: 'multipart', field: fields[0]!, ...filledOnly({ fields: others }) }, notes: [] };
}

function jsonOf(
  document: OpenapiDocument,
  { spot, texts }: ImageBody & { readonly kind: 'json' },
  given: GivenValues,
): FilledBody {
  const [image, ...more] = texts;
  if (image === undefined || more.length > 0) {
    const names = texts.map(({ path }) => path.join('.')).join(', ');
    const hint = 'Mark the one with contentEncoding: base64 (3.1) or format: byte (3.0).';
    throw document.fault(spot, `several members look like an image (${names}), expected one`, hint);
  }
  const field = image.path.join('.');
  const fields = neededMembers(document, member(document, spot, 'schema')!, image.path, given);
  const others = typeof fields === 'object' && fields !== null && !Array.isArray(fields) ? { ...fields } : {};
  const { encoding } = image;
  const notes = image.isMarked
    ? []
    : [`${field} is taken for a base64 image because of its name; the document does not say what it holds`];
  return {
    body: {
      kind: 'json',
      field,
      ...(encoding === 'base64' ? {} : { encoding }),
      ...filledOnly({ fields: others }),
    },
    notes,
  };
}

/** Leaves out mappings that hold nothing. */
function filledOnly<T extends Readonly<Record<string, object>>>(mappings: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(mappings).filter(([, one]) => Object.keys(one).length > 0),
  ) as Partial<T>;
}

/** Secrets are not sent, and a document that asks for one is told apart from one that does not. */
function securityNotes(document: OpenapiDocument, { operation }: Candidate): readonly string[] {
  const owner = field(operation.value, ['security']) === undefined ? document.root : operation;
  const wanted: readonly Spot[] = items(document, member(document, owner, 'security'));
  const schemes = wanted.map(({ value }) => Object.keys(Object(value)));
  if (schemes.length === 0 || schemes.some((names) => names.length === 0)) return [];
  const names = [...new Set(schemes.flat())].join(' or ');
  return [
    `the operation wants ${names}, and no secret is sent: let the service take requests from within without it`,
  ];
}
