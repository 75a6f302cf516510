import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { formatFault, type Path } from '../fault.ts';
import { field, textAt } from '../raw-reading.ts';
import { parseYaml, type YamlKind, type YamlSource } from '../yaml-source.ts';

/** A value of a document and the way to it from the root; behind a reference, the way of what it refers to. */
export interface Spot {
  readonly value: unknown;
  readonly path: Path;
}

/** An OpenAPI document that still knows where each value stood. */
export interface OpenapiDocument {
  readonly root: Spot;
  /** The error of something at a spot, as `file:line:column: path: message`; code `usage`. */
  fault(spot: Spot, message: string, hint: string): ScaleproofError;
}

const KIND: YamlKind = { name: 'an OpenAPI document', longest: 16 * 1024 * 1024, deepest: 200 };
const VERSION_HINT =
  'Give an OpenAPI document of version 3.0 or 3.1, in YAML or JSON; swagger2openapi converts version 2.0.';

/** Reads a document in YAML or JSON. Throws `usage` with file, line and column where it is none of version 3. */
export function readDocument(text: string, file: string): OpenapiDocument {
  const source = parseYaml(text, file, KIND);
  if (source.faults.length > 0) {
    const faults = source.faults.slice(0, 10).map((fault) => `  ${formatFault(fault)}`);
    throw new ScaleproofError('usage', `${file} cannot be read:\n${faults.join('\n')}`, {
      hint: VERSION_HINT,
    });
  }
  const document: OpenapiDocument = {
    root: { value: source.value, path: [] },
    fault: (spot, message, hint) => faultAt(source, spot, message, hint),
  };
  checkVersion(document);
  return document;
}

function faultAt(source: YamlSource, { path }: Spot, message: string, hint: string): ScaleproofError {
  return new ScaleproofError('usage', formatFault(source.place({ path, atKey: true, message })), { hint });
}

function checkVersion(document: OpenapiDocument): void {
  const { root } = document;
  const version = field(root.value, ['openapi']);
  if (typeof version === 'string' && /^3\.[0-2](\.|$)/.test(version)) return;
  const swagger = field(root.value, ['swagger']);
  const path = version === undefined ? (swagger === undefined ? [] : ['swagger']) : ['openapi'];
  const found =
    version === undefined
      ? swagger === undefined
        ? 'no such key'
        : `swagger: ${JSON.stringify(swagger)}`
      : JSON.stringify(version);
  throw document.fault(
    { value: undefined, path },
    `expected openapi: 3.0.x or 3.1.x, found ${found}`,
    VERSION_HINT,
  );
}

/** The member of a mapping or list, references followed; `undefined` where there is none. */
export function member(document: OpenapiDocument, spot: Spot, key: string | number): Spot | undefined {
  const value = field(spot.value, [key]);
  return value === undefined ? undefined : follow(document, { value, path: [...spot.path, key] });
}

/** The members of a mapping, by name, references followed. */
export function members(
  document: OpenapiDocument,
  spot: Spot | undefined,
): readonly (readonly [string, Spot])[] {
  const value = spot?.value;
  if (spot === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.keys(value).map((key) => [key, member(document, spot, key)!] as const);
}

/** The entries of a list, references followed. */
export function items(document: OpenapiDocument, spot: Spot | undefined): readonly Spot[] {
  if (spot === undefined || !Array.isArray(spot.value)) return [];
  return spot.value.map((_, index) => member(document, spot, index)!);
}

/** What a spot refers to, or the spot itself. Throws where it refers to nothing, to another file, or round in a circle. */
function follow(document: OpenapiDocument, start: Spot): Spot {
  const seen = new Set<string>();
  let spot = start;
  for (;;) {
    const reference = textAt(spot.value, ['$ref']);
    if (reference === undefined) return spot;
    const place: Spot = { value: reference, path: [...spot.path, '$ref'] };
    if (!reference.startsWith('#/')) {
      const message = `found a reference to ${JSON.stringify(reference)}, expected one within this file, such as #/components/schemas/Image`;
      throw document.fault(
        place,
        message,
        'Bundle the document into one file first: npx @redocly/cli bundle FILE',
      );
    }
    if (seen.has(reference))
      throw document.fault(place, `${reference} refers to itself in a circle`, 'Break it.');
    seen.add(reference);
    const path = pointerPath(reference, document.root.value);
    const value = field(document.root.value, path);
    if (value === undefined) {
      throw document.fault(
        place,
        `found ${reference}, and nothing stands there`,
        'Mend the name, or define it.',
      );
    }
    spot = { value, path };
  }
}

/** The path of a JSON pointer in a fragment; indexes of lists become numbers. */
function pointerPath(reference: string, root: unknown): Path {
  const path: (string | number)[] = [];
  for (const step of reference.slice(2).split('/')) {
    const name = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(field(root, path)) ? Number(name) : name);
  }
  return path;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step; // A lone % stands for itself.
  }
}
