import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { entries, field } from '../raw-reading.ts';
import { member, members, type OpenapiDocument, type Spot } from './document.ts';
import { hasType, partsOf, shapeOf } from './schemas.ts';

/** Members within members are filled in this far. */
const DEEPEST = 8;

/** Values by name that the user gave for parameters and members; each one taken is remembered. */
export interface GivenValues {
  take(name: string): string | undefined;
  /** Whether a member within the named one was given. */
  namesWithin(name: string): boolean;
  /** Notes a name that could have been given. */
  offer(name: string): void;
  /** Throws `usage` where a name was given that the operation has no use for. */
  checkAllTaken(): void;
}

/** Keeps count of the values that `--param` gave. */
export function givenValues(values: Readonly<Record<string, string>>): GivenValues {
  const offered = new Set<string>();
  return {
    take: (name) => {
      offered.add(name);
      return Object.hasOwn(values, name) ? values[name] : undefined;
    },
    namesWithin: (name) => Object.keys(values).some((one) => one.startsWith(`${name}.`)),
    offer: (name) => void offered.add(name),
    checkAllTaken: () => {
      const unknown = Object.keys(values).filter((name) => !offered.has(name));
      if (unknown.length === 0) return;
      const known = offered.size === 0 ? 'it has none' : `it has ${[...offered].join(', ')}`;
      throw new ScaleproofError(
        'usage',
        `--param ${unknown.join(', ')}: the operation has no such parameter; ${known}`,
        {
          hint: 'A member within another is named from the outside in: --param options.steps=4',
        },
      );
    },
  };
}

/** The value that a document itself names for a parameter or schema: its example, default, constant or first choice. */
export function shownValue(document: OpenapiDocument, spot: Spot): unknown {
  const { value } = spot;
  const own = field(value, ['example']);
  if (own !== undefined) return own;
  const [firstExample] = members(document, member(document, spot, 'examples'));
  if (firstExample !== undefined) return field(firstExample[1].value, ['value']);
  const schema = member(document, spot, 'schema') ?? spot;
  for (const { value: part } of partsOf(document, schema)) {
    const choices = [
      field(part, ['const']),
      field(part, ['default']),
      field(part, ['example']),
      entries(part, ['examples'])[0],
      entries(part, ['enum'])[0],
    ];
    const said = choices.find((one) => one !== undefined);
    if (said !== undefined) return said;
  }
  return undefined;
}

/** A given text as a schema's type wants it: a number, true or false, JSON, or the text itself. */
export function typedValue(schema: Spot, text: string): unknown {
  if (hasType(schema, 'string')) return text;
  if (['integer', 'number'].some((type) => hasType(schema, type)) && Number.isFinite(Number(text)))
    return Number(text);
  if (hasType(schema, 'boolean') && /^(true|false)$/.test(text)) return text === 'true';
  if (['object', 'array'].some((type) => hasType(schema, type))) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }
  return text;
}

/** The error of a value that nobody names. */
export function missingValue(
  document: OpenapiDocument,
  spot: Spot,
  what: string,
  name: string,
): ScaleproofError {
  return document.fault(
    spot,
    `${what} ${JSON.stringify(name)} is required, and the document names no value for it; expected an example, default or enum`,
    `Give one: --param ${name}=VALUE`,
  );
}

/** The members that a JSON body needs beside its image, as far down as the image lies; given ones come first. */
export function neededMembers(
  document: OpenapiDocument,
  schema: Spot,
  image: readonly string[],
  given: GivenValues,
  within: readonly string[] = [],
): unknown {
  const [step, ...rest] = image;
  const inner = partsOf(document, schema).flatMap((part) => member(document, part, 'items') ?? [])[0];
  if (step === '0' && inner !== undefined)
    return [neededMembers(document, inner, rest, given, [...within, '0'])];
  const { properties, required } = shapeOf(document, schema);
  const found: Record<string, unknown> = {};
  for (const [name, property] of properties) {
    const path = [...within, name];
    if (name === step && rest.length > 0) found[name] = neededMembers(document, property, rest, given, path);
    if (name === step) continue;
    const value = memberValue(document, property, path, required.has(name), given);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function memberValue(
  document: OpenapiDocument,
  property: Spot,
  path: readonly string[],
  isRequired: boolean,
  given: GivenValues,
): unknown {
  const name = path.join('.');
  const said = given.take(name);
  if (said !== undefined) return typedValue(property, said);
  const { properties } = shapeOf(document, property);
  if (!isRequired && !given.namesWithin(name)) {
    for (const inner of properties.keys()) given.offer(`${name}.${inner}`);
    return undefined;
  }
  const shown = shownValue(document, property);
  if (shown !== undefined) return shown;
  if (properties.size > 0 && path.length < DEEPEST) return neededMembers(document, property, [], given, path);
  if (hasType(property, 'array') && !(Number(field(property.value, ['minItems'])) > 0)) return [];
  throw missingValue(document, property, 'the member', name);
}
