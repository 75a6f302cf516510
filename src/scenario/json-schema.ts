import { z } from 'zod';
import type { Path } from './fault.ts';
import { scenarioSchema } from './schema.ts';

/** As much of JSON Schema (draft-07) as the scenario's schema uses. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

/** The format of a scenario file as JSON Schema draft-07, for editors and for `scaleproof schema`. */
export function scenarioJsonSchema(): JsonSchema {
  const generated = z.toJSONSchema(scenarioSchema, { target: 'draft-7', io: 'input' }) as unknown as {
    readonly definitions: Readonly<Record<string, JsonSchema>>;
  };
  // The schema has an id, so zod puts it under definitions; editors show titles and defaults better from the root.
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...generated.definitions.Scenario! };
}

/** The keys allowed under a path of a file whose root value is given; empty when it is not a mapping. */
export function knownKeys(path: Path, root: unknown): readonly string[] {
  return Object.keys(schemaAt(path, root)?.properties ?? {});
}

/** What the schema wants under a path, in words: `a whole number`, `one of hold, ramp`. */
export function wantedAt(path: Path, root: unknown): string {
  const schema = schemaAt(path, root);
  return schema === undefined ? 'nothing here' : describeType(schema);
}

/** What a schema allows, in words. */
export function describeType(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.pattern?.includes('ms|s|m|h')) return 'a duration such as 500ms, 30s or 1m30s';
  if (schema.oneOf) return 'a mapping with a kind';
  if (Array.isArray(schema.type)) return 'a Kubernetes quantity such as 20, 64500m or 1.5Gi';
  switch (schema.type) {
    case 'integer':
      return `a whole number${range(schema)}`;
    case 'number':
      return `a number${range(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'a mapping';
    default:
      return 'a text';
  }
}

function range({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const low = exclusiveMinimum ?? minimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const least = exclusiveMinimum === undefined ? 'of at least' : 'of more than';
  if (low === undefined) return high === undefined ? '' : ` of at most ${high}`;
  if (high === undefined) return ` ${least} ${low}`;
  return exclusiveMinimum === undefined ? ` from ${low} to ${high}` : ` ${least} ${low} and at most ${high}`;
}

function schemaAt(path: Path, root: unknown): JsonSchema | undefined {
  let schema: JsonSchema | undefined = scenarioJsonSchema();
  let value = root;
  for (const step of path) {
    schema = chooseMember(schema, value);
    if (typeof step === 'number') schema = schema?.items;
    else {
      const rest: boolean | JsonSchema | undefined = schema?.additionalProperties;
      schema = schema?.properties?.[step] ?? (typeof rest === 'object' ? rest : undefined);
    }
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  }
  return chooseMember(schema, value);
}

/** The member of a union that a value's `kind` asks for. */
function chooseMember(schema: JsonSchema | undefined, value: unknown): JsonSchema | undefined {
  if (!schema?.oneOf) return schema;
  const kind = typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
  return schema.oneOf.find((member) => member.properties?.kind?.const === kind) ?? schema;
}
