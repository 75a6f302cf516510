import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ScaleproofError } from '../../errors/scaleproof-error.ts';
import { SERVING_API } from '../../serving/openapi.ts';
import { readScenario } from '../load-scenario.ts';
import { requestSchema } from '../request-schema.ts';
import { requestOfDocument } from './request-of-document.ts';

const PAINTER = `openapi: 3.0.3
info: { title: Painter, version: '1' }
servers:
  - url: https://{host}/api/v1/
    variables: { host: { default: painter.example } }
paths:
  /models/{model}/paint:
    parameters:
      - $ref: '#/components/parameters/Model'
    post:
      operationId: paint
      parameters:
        - { name: strength, in: query, required: true, schema: { type: number, default: 0.8 } }
        - { name: X-Tenant, in: header, required: true, schema: { type: string, enum: [blue, red] } }
        - { name: debug, in: query, schema: { type: boolean } }
      requestBody:
        $ref: '#/components/requestBodies/Picture'
      responses:
        '200': { description: ok, content: { image/png: {} } }
        '422': { description: bad }
  /models:
    get: { operationId: models, responses: { '200': { description: ok } } }
components:
  parameters:
    Model: { name: model, in: path, required: true, schema: { type: string }, example: my model }
  requestBodies:
    Picture:
      content:
        multipart/form-data:
          schema: { $ref: '#/components/schemas/Form' }
          encoding: { photo: { contentType: 'image/png, image/jpeg' } }
  schemas:
    Form:
      allOf:
        - type: object
          required: [photo, mode]
          properties:
            photo: { type: string, format: binary }
            mode: { type: string, default: fast }
        - type: object
          properties:
            seed: { type: integer }
`;

/** A document of one operation with this body and these answers. */
function documentOf(
  content: object,
  more: object = {},
  answers: object = { 200: { description: 'ok' } },
): string {
  const post = { operationId: 'paint', requestBody: { content }, responses: answers, ...more };
  return stringify({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths: { '/paint': { post } } });
}

const jsonOf = (schema: object) => documentOf({ 'application/json': { schema } });

test('reads a form with references, the base path of the server and values that the document names', () => {
  const { request, formats, operation } = requestOfDocument(PAINTER, 'api.yaml');
  expect(request).toEqual({
    method: 'POST',
    path: '/api/v1/models/my%20model/paint',
    query: { strength: '0.8' },
    headers: { accept: 'image/png', 'x-tenant': 'blue' },
    body: { kind: 'multipart', field: 'photo', fields: { mode: 'fast' } },
    answer: { statuses: [200], kind: 'image', types: ['image/png'] },
  });
  expect(formats).toEqual(['png', 'jpeg']);
  expect(operation).toBe('paint, POST /models/{model}/paint');
});

test('takes what --param gives over what the document says, optional parts and parameters too', () => {
  const params = { model: 'a/b', debug: 'true', seed: '7', strength: '0.5' };
  const { request } = requestOfDocument(PAINTER, 'api.yaml', { params });
  expect(request.path).toBe('/api/v1/models/a%2Fb/paint');
  expect(request.query).toEqual({ strength: '0.5', debug: 'true' });
  expect(request.body).toMatchObject({ fields: { mode: 'fast', seed: '7' } });
});

test('reads JSON as well as YAML, tabs and all, and the document of our own serving', () => {
  const { request, formats } = requestOfDocument(JSON.stringify(SERVING_API, null, '\t'), 'openapi.json');
  expect(request).toMatchObject({
    path: '/stylize',
    body: { kind: 'raw' },
    answer: { statuses: [200], kind: 'image', types: ['image/jpeg'] },
  });
  expect(formats).toEqual(['jpeg', 'png', 'webp']);
});

test('what it makes is a valid part of a scenario', () => {
  const load = {
    request: requestOfDocument(PAINTER, 'api.yaml').request,
    stages: [{ kind: 'hold', name: 'steady', rate: 1, duration: '1s' }],
  };
  const text = stringify({ name: 'mine', load, assertions: [{ kind: 'replicasWithin' }] });
  expect(readScenario(text, 'mine.yaml').scenario.load.request).toMatchObject({ method: 'POST' });
});

describe('a JSON body', () => {
  test('finds the image that a schema marks, however deep, and fills in what is required beside it', () => {
    const instance = {
      type: 'object',
      required: ['b64', 'options'],
      properties: {
        b64: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' },
        options: {
          type: 'object',
          required: ['steps'],
          properties: { steps: { type: 'integer', default: 4 }, mood: { type: 'string' } },
        },
      },
    };
    const schema = { type: 'object', properties: { instances: { type: 'array', items: instance } } };
    const params = { 'instances.0.options.steps': '9' };
    const { request, formats, notes } = requestOfDocument(jsonOf(schema), 'api.yaml', { params });
    expect(request.body).toEqual({
      kind: 'json',
      field: 'instances.0.b64',
      fields: { instances: [{ options: { steps: 9 } }] },
    });
    expect([formats, notes]).toEqual([['png'], []]);
  });

  test('takes an unmarked member by its name, and says so; a data: address by its example', () => {
    const named = { type: 'object', properties: { image: { type: 'string' }, style: { type: 'string' } } };
    expect(requestOfDocument(jsonOf(named), 'a').notes[0]).toContain('image is taken for a base64 image');
    const shown = {
      type: 'object',
      properties: { src: { type: 'string', examples: ['data:image/png;base64,AA'] } },
    };
    expect(requestOfDocument(jsonOf(shown), 'a').request.body).toMatchObject({
      field: 'src',
      encoding: 'data-url',
    });
  });

  test('an address of an image is no image', () => {
    const schema = { type: 'object', properties: { image: { type: 'string', format: 'uri' } } };
    expect(() => requestOfDocument(jsonOf(schema), 'a')).toThrow('expected an operation that takes an image');
  });
});

test.for([
  [{ 202: { description: 'later' } }, { statuses: [202], kind: 'any' }],
  [{ '2XX': { content: { 'image/*': {} } } }, { kind: 'image', types: ['image/*'] }],
  [{ default: { description: 'whatever' } }, { kind: 'any' }],
  [
    {
      201: {
        content: {
          'application/json': { schema: { properties: { out: { type: 'string', format: 'byte' } } } },
        },
      },
    },
    { statuses: [201], kind: 'json', types: ['application/json'], field: 'out' },
  ],
] as const)('what counts as served: %j', ([answers, wanted]) => {
  const text = documentOf({ 'image/png': {} }, {}, answers);
  expect(requestOfDocument(text, 'a').request.answer).toEqual(wanted);
});

test('any file goes out under the type that the document gives it, an image under its own', () => {
  const any = requestOfDocument(documentOf({ 'application/octet-stream': {} }), 'a');
  expect(any.request.body).toEqual({ kind: 'raw', contentType: 'application/octet-stream' });
  const both = requestOfDocument(documentOf({ 'application/octet-stream': {}, 'image/webp': {} }), 'a');
  expect(both.request.body).toEqual({ kind: 'raw' });
  expect(both.formats).toEqual(['webp']);
});

test('says when the operation wants a secret, and is silent where it can do without', () => {
  const body = { 'image/png': {} };
  expect(requestOfDocument(documentOf(body, { security: [{ bearer: [] }] }), 'a').notes[0]).toContain(
    'bearer',
  );
  expect(requestOfDocument(documentOf(body, { security: [{ bearer: [] }, {}] }), 'a').notes).toEqual([]);
});

describe('errors name file, line, what was found and what helps', () => {
  test.for([
    ['swagger: "2.0"\n', 'api.yaml:1:1: swagger: expected openapi: 3.0.x or 3.1.x, found swagger: "2.0"'],
    ['openapi: 4.0.0\n', 'api.yaml:1:1: openapi: expected openapi: 3.0.x or 3.1.x, found "4.0.0"'],
    ['a: [1, 2\n', 'api.yaml cannot be read:\n  api.yaml:2:1: not valid YAML'],
    ['', 'api.yaml:1:1: expected openapi: 3.0.x or 3.1.x, found no such key'],
    [
      PAINTER.replace('components/requestBodies/Picture', 'components/requestBodies/Photo'),
      'api.yaml:17:9: paths./models/{model}/paint.post.requestBody.$ref: found #/components/requestBodies/Photo, and nothing stands there',
    ],
    [
      PAINTER.replace("'#/components/schemas/Form'", "'forms.yaml#/Form'"),
      'found a reference to "forms.yaml#/Form", expected one within this file',
    ],
    [
      PAINTER.replace(', example: my model', ''),
      'the path parameter "model" is required, and the document names no value for it',
    ],
    [
      PAINTER.replace('mode: { type: string, default: fast }', 'mode: { type: string }'),
      'the part "mode" is required',
    ],
    [
      PAINTER.replace("- $ref: '#/components/parameters/Model'", '[]').replace(
        'parameters:\n      []',
        'parameters: []',
      ),
      'the path has {model}, and no parameter of that name is described',
    ],
    [
      PAINTER.replace('format: binary', 'format: uuid').replace(/ {10}encoding.*\n/, ''),
      'api.yaml:6:1: paths: expected an operation that takes an image, found none',
    ],
  ] as const)('%#', ([text, message]) => {
    expect(() => requestOfDocument(text, 'api.yaml')).toThrow(message);
  });

  test('a header that may hold a secret is refused where it is required, whatever its example', () => {
    const key = PAINTER.replace('X-Tenant', 'X-Api-Key');
    expect(() => requestOfDocument(key, 'api.yaml')).toThrow('the header X-Api-Key may hold a secret');
  });

  test('several operations are listed, and one can be named by id or by method and path', () => {
    const put = { requestBody: { content: { 'image/png': {} } }, responses: {} };
    const text = `${PAINTER}`.replace('    get: {', `    put: ${JSON.stringify(put)}\n    get: {`);
    expect(() => requestOfDocument(text, 'api.yaml')).toThrow(
      'api.yaml:6:1: paths: 2 operations take an image, expected one to be named; found:\n  paint  POST /models/{model}/paint  form part photo\n  PUT /models  PUT /models  the image as it is',
    );
    expect(requestOfDocument(text, 'api.yaml', { operation: 'put /models' }).request.method).toBe('PUT');
    expect(() => requestOfDocument(text, 'api.yaml', { operation: 'models' })).toThrow(
      'no operation "models" takes an image; found:',
    );
  });

  test('a --param that the operation has no use for is refused with those that it has', () => {
    expect(() => requestOfDocument(PAINTER, 'api.yaml', { params: { modle: 'x' } })).toThrow(
      '--param modle: the operation has no such parameter; it has model, strength, X-Tenant, debug, mode, seed',
    );
  });

  test('references and schemas that go round in a circle come to an end', () => {
    const circle = PAINTER.replace(/ {4}Form:[\s\S]*/, "    Form: { $ref: '#/components/schemas/Form' }\n");
    expect(() => requestOfDocument(circle, 'api.yaml')).toThrow('refers to itself in a circle');
    const self = { $ref: '#/components/schemas/Node' };
    const node = {
      type: 'object',
      required: ['next', 'image'],
      oneOf: [self],
      properties: { next: self, image: { type: 'string', format: 'byte' } },
    };
    const text = `${jsonOf(self)}${stringify({ components: { schemas: { Node: node } } })}`;
    expect(() => requestOfDocument(text, 'api.yaml')).toThrow('several members look like an image');
  });
});

/** Every place of a value, as a path. */
function placesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => placesOf(one, [...path, key]))];
}

function replaced(value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown {
  if (step === undefined) return by;
  const held = Object(value) as Readonly<Record<string, unknown>>;
  const inner = replaced(held[step], rest, by);
  return Array.isArray(value)
    ? value.map((one, at) => (String(at) === step ? inner : one))
    : { ...held, [step]: inner };
}

test('an answer whose type is no media type is refused with its line', () => {
  const text = PAINTER.replace('image/png: {}', '"": {}');
  expect(text).not.toBe(PAINTER);
  expect(() => requestOfDocument(text, 'api.yaml')).toThrow(/^api\.yaml:\d+:\d+: .*"" is no media type/);
});

test('whatever stands in a document, it gives a request that a scenario takes, or an error that says where', () => {
  const documents: readonly unknown[] = [parse(PAINTER), SERVING_API];
  const mutation = fc.record({
    document: fc.constantFrom(...documents),
    at: fc.nat(),
    by: fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        { $ref: '#/paths' },
        { $ref: '#/components/schemas/Form' },
        { oneOf: [{ $ref: '#' }] },
        '{x}',
      ),
    ),
  });
  fc.assert(
    fc.property(mutation, ({ document, at, by }) => {
      const places = placesOf(document);
      const text = stringify(replaced(document, places[at % places.length]!, by));
      try {
        const { request } = requestOfDocument(text, 'api.yaml');
        expect(requestSchema.safeParse(request).error).toBeUndefined();
      } catch (error) {
        expect(error).toBeInstanceOf(ScaleproofError);
        expect(error).toMatchObject({
          code: 'usage',
          message: expect.stringMatching(/^(api\.yaml|--param)/),
        });
      }
    }),
    { numRuns: 600 },
  );
});
