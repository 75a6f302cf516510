import { field, textAt } from '../raw-reading.ts';
import { SECRET_HEADERS, SENDER_HEADERS } from '../request-schema.ts';
import { items, member, members, type OpenapiDocument, type Spot } from './document.ts';
import type { Candidate } from './operations.ts';
import { type GivenValues, missingValue, shownValue } from './values.ts';

/** The parameters of an operation, filled in. */
export interface FilledParameters {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** OpenAPI has these decided elsewhere: by the body, the answers and the security schemes. */
const IGNORED_HEADERS = ['accept', 'content-type', 'authorization', ...SENDER_HEADERS];

/** Fills in what an operation requires and what was given; the rest is left out. Throws `usage` where a value is missing. */
export function fillParameters(
  document: OpenapiDocument,
  { path, pathItem, operation }: Candidate,
  given: GivenValues,
): FilledParameters {
  let filled = path;
  const query: Record<string, string> = {};
  const headers: Record<string, string> = {};
  for (const [name, place, spot] of parametersOf(document, pathItem, operation)) {
    if (place === 'header' && IGNORED_HEADERS.includes(name.toLowerCase())) continue;
    const value = parameterValue(document, spot, name, place, given);
    if (value === undefined) continue;
    if (place === 'path') filled = filled.replaceAll(`{${name}}`, encodeURIComponent(value));
    else if (place === 'query') query[name] = value;
    else if (place === 'header' && SECRET_HEADERS.includes(name.toLowerCase()))
      throw document.fault(
        spot,
        `the header ${name} may hold a secret`,
        'None is sent: let the service take requests from within without it.',
      );
    else if (place === 'header') headers[name.toLowerCase()] = value;
    else
      throw document.fault(spot, `the cookie ${JSON.stringify(name)} is required`, 'Cookies are not sent.');
  }
  const open = /\{([^}]*)\}/.exec(filled)?.[1];
  if (open !== undefined) {
    const message = `the path has {${open}}, and no parameter of that name is described`;
    throw document.fault(operation, message, `Describe it under parameters, in: path, with an example.`);
  }
  return { path: basePath(document, pathItem, operation) + filled, query, headers };
}

type Parameter = readonly [name: string, place: string, spot: Spot];

/** Those of the operation, and those of its path that it does not describe anew. */
function parametersOf(document: OpenapiDocument, pathItem: Spot, operation: Spot): readonly Parameter[] {
  const found = new Map<string, Parameter>();
  for (const owner of [pathItem, operation]) {
    for (const spot of items(document, member(document, owner, 'parameters'))) {
      const name = textAt(spot.value, ['name']);
      const place = textAt(spot.value, ['in']);
      if (name !== undefined && place !== undefined) found.set(`${place} ${name}`, [name, place, spot]);
    }
  }
  return [...found.values()];
}

function parameterValue(
  document: OpenapiDocument,
  spot: Spot,
  name: string,
  place: string,
  given: GivenValues,
): string | undefined {
  const said = given.take(name);
  if (said !== undefined) return said;
  if (place !== 'path' && field(spot.value, ['required']) !== true) return undefined;
  const shown = shownValue(document, spot);
  if (shown === undefined || (typeof shown === 'object' && !Array.isArray(shown)))
    throw missingValue(document, spot, `the ${place} parameter`, name);
  return String(shown);
}

/** The path of the first server that the operation, its path or the document names; empty where it is the root. */
function basePath(document: OpenapiDocument, pathItem: Spot, operation: Spot): string {
  const servers = [operation, pathItem, document.root].map((owner) =>
    items(document, member(document, owner, 'servers')),
  );
  const server = servers.find((list) => list.length > 0)?.[0];
  if (server === undefined) return '';
  let url = textAt(server.value, ['url']) ?? '/';
  for (const [name, variable] of members(document, member(document, server, 'variables')))
    url = url.replaceAll(`{${name}}`, String(field(variable.value, ['default'])));
  if (!URL.canParse(url, 'http://service')) {
    throw document.fault(
      server,
      `found server ${JSON.stringify(url)}, expected a URL`,
      'Mend it, or leave it out.',
    );
  }
  return new URL(url, 'http://service/').pathname.replace(/\/+$/, '');
}
