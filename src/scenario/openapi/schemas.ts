import { field, textAt } from '../raw-reading.ts';
import { items, member, members, type OpenapiDocument, type Spot } from './document.ts';

/** A schema that refers to itself is looked into this far. */
const DEEPEST = 8;

/** A schema with all of its alternatives and parts: itself, and what allOf, anyOf and oneOf name. */
export function partsOf(document: OpenapiDocument, schema: Spot, depth = 0): readonly Spot[] {
  if (depth > DEEPEST) return [];
  const named = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => items(document, member(document, schema, key)));
  return [schema, ...named.flatMap((part) => partsOf(document, part, depth + 1))];
}

/** The properties of an object's schema, and the names of those that have to be there. */
export interface ObjectShape {
  readonly properties: ReadonlyMap<string, Spot>;
  readonly required: ReadonlySet<string>;
}

/** Joins what a schema and its allOf say; of anyOf and oneOf the first that has properties counts. */
export function shapeOf(document: OpenapiDocument, schema: Spot, depth = 0): ObjectShape {
  const properties = new Map<string, Spot>();
  const required = new Set<string>();
  if (depth > DEEPEST) return { properties, required };
  for (const [name, property] of members(document, member(document, schema, 'properties')))
    properties.set(name, property);
  for (const { value } of items(document, member(document, schema, 'required')))
    if (typeof value === 'string') required.add(value);
  const shapes = (key: string) =>
    items(document, member(document, schema, key)).map((part) => shapeOf(document, part, depth + 1));
  const chosen = ['oneOf', 'anyOf'].flatMap(
    (key) => shapes(key).find((one) => one.properties.size > 0) ?? [],
  );
  for (const shape of [...shapes('allOf'), ...chosen]) {
    for (const [name, property] of shape.properties) properties.set(name, property);
    for (const name of shape.required) required.add(name);
  }
  return { properties, required };
}

/** Whether a schema has a type, whichever version wrote it: 3.1 may list several. */
export function hasType({ value }: Spot, type: string): boolean {
  const said = field(value, ['type']);
  return said === type || (Array.isArray(said) && said.includes(type));
}

/** The media type that a schema names for its content, `undefined` where it says none. */
export function mediaTypeOf({ value }: Spot): string | undefined {
  return textAt(value, ['contentMediaType']);
}
