import { textAt } from '../raw-reading.ts';
import { member, members, type OpenapiDocument, type Spot } from './document.ts';
import { type ImageBody, imageBodies } from './image-body.ts';

/** An operation that takes an image. */
export interface Candidate {
  /** As `--operation` names it: its operationId, or method and path where it has none. */
  readonly id: string;
  readonly method: 'POST' | 'PUT' | 'PATCH';
  /** As the document has it, its parameters in braces. */
  readonly path: string;
  readonly pathItem: Spot;
  readonly operation: Spot;
  readonly body: ImageBody;
}

const METHODS = ['post', 'put', 'patch'] as const;

/** Every operation of a document that takes an image in its body. */
export function findCandidates(document: OpenapiDocument): readonly Candidate[] {
  return members(document, member(document, document.root, 'paths')).flatMap(([path, pathItem]) =>
    METHODS.flatMap((verb): readonly Candidate[] => {
      const operation = member(document, pathItem, verb);
      const body = operation === undefined ? undefined : imageBodies(document, operation)[0];
      if (operation === undefined || body === undefined) return [];
      const method = verb.toUpperCase() as Candidate['method'];
      const id = textAt(operation.value, ['operationId']) ?? `${method} ${path}`;
      return [{ id, method, path, pathItem, operation, body }];
    }),
  );
}

/** The operation that is meant. Throws `usage` where none takes an image, several do, or another is named. */
export function chooseOperation(document: OpenapiDocument, wanted: string | undefined): Candidate {
  const all = findCandidates(document);
  const paths = member(document, document.root, 'paths') ?? document.root;
  if (wanted !== undefined) {
    const named = all.find((one) => isNamed(one, wanted));
    if (named !== undefined) return named;
    const message = `no operation ${JSON.stringify(wanted)} takes an image; ${found(all)}`;
    throw document.fault(paths, message, hintFor(all));
  }
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  const message =
    only === undefined
      ? 'expected an operation that takes an image, found none'
      : `${all.length} operations take an image, expected one to be named; ${found(all)}`;
  throw document.fault(paths, message, hintFor(all));
}

function isNamed({ id, method, path }: Candidate, wanted: string): boolean {
  return id === wanted || `${method} ${path}`.toLowerCase() === wanted.toLowerCase();
}

function found(all: readonly Candidate[]): string {
  if (all.length === 0) return 'found none at all';
  return `found:\n${all.map((one) => `  ${one.id}  ${one.method} ${one.path}  ${describeBody(one.body)}`).join('\n')}`;
}

function hintFor(all: readonly Candidate[]): string {
  if (all.length > 0) return `Name one of them: --operation '${all[0]!.id}'`;
  return 'A POST, PUT or PATCH takes an image as an image/* body, as a file of multipart/form-data (format: binary), or as base64 text in JSON (format: byte, or contentEncoding: base64).';
}

/** How an operation takes its image, in words. */
function describeBody(body: ImageBody): string {
  if (body.kind === 'multipart') return `form part ${body.fields.join(' and ')}`;
  if (body.kind === 'json') return `JSON member ${body.texts.map(({ path }) => path.join('.')).join(' or ')}`;
  return body.contentType === undefined ? 'the image as it is' : `the image as ${body.contentType}`;
}
