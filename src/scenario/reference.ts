import { describeType, type JsonSchema, scenarioJsonSchema } from './json-schema.ts';

/** The reference page of the scenario file, in Markdown: every key with its type, default and meaning. */
export function scenarioReference(): string {
  const sections: string[] = [];
  describeObject('', scenarioJsonSchema(), sections);
  return [
    '# Scenario file',
    '',
    'Written by `npm run generate` from the schema; do not edit. Durations are written as `500ms`, `30s`, `1m30s`;',
    'quantities as Kubernetes writes them. `scaleproof validate FILE` reports every fault of a file at once.',
    '',
    ...sections,
  ].join('\n');
}

/** One table for an object, then those of the objects in it, depth first. */
function describeObject(path: string, schema: JsonSchema, sections: string[]): void {
  const properties = Object.entries(schema.properties ?? {});
  sections.push(path === '' ? '## Top level' : `## \`${path}\``, '');
  if (schema.description) sections.push(schema.description, '');
  sections.push('| key | type | default | meaning |', '|---|---|---|---|');
  const required = new Set(schema.required ?? []);
  sections.push(...properties.map(([key, value]) => row(key, value, required.has(key))), '');
  for (const [key, value] of properties)
    describeNested(path === '' ? key : `${path}.${key}`, value, sections);
}

function describeNested(path: string, schema: JsonSchema, sections: string[]): void {
  if (schema.properties) describeObject(path, schema, sections);
  for (const member of schema.oneOf ?? []) describeMember(path, member, sections);
  const items = schema.items;
  if (items?.oneOf) for (const member of items.oneOf) describeMember(`${path}[]`, member, sections);
  else if (items?.properties) describeObject(`${path}[]`, items, sections);
}

function describeMember(path: string, schema: JsonSchema, sections: string[]): void {
  describeObject(`${path} kind: ${String(schema.properties?.kind?.const)}`, schema, sections);
}

function row(key: string, schema: JsonSchema, required: boolean): string {
  const fallback =
    schema.default === undefined ? (required ? '**required**' : '') : `\`${show(schema.default)}\``;
  const type = schema.items ? listOf(schema.items) : describeType(schema);
  return `| \`${key}\` | ${cell(type)} | ${cell(fallback)} | ${cell(schema.description ?? '')} |`;
}

function listOf(items: JsonSchema): string {
  if (items.oneOf || items.properties) return 'a list of mappings';
  return `a list, each ${describeType(items)}`;
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
