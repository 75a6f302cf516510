import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { requestOfDocument } from '../scenario/openapi/request-of-document.ts';
import type { RequestFile } from '../scenario/request-schema.ts';
import type { Recorded } from './recording-server.fixture.ts';

const image = { 200: { description: 'ok', content: { 'image/png': {} } } };
const form = {
  type: 'object',
  required: ['photo', 'mode'],
  properties: { photo: { type: 'string', format: 'binary' }, mode: { type: 'string', default: 'fäst' } },
};
const json = {
  type: 'object',
  required: ['inputs'],
  properties: {
    inputs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['b64', 'steps'],
        properties: {
          b64: { type: 'string', contentEncoding: 'base64' },
          steps: { type: 'integer', example: 4 },
        },
      },
    },
  },
};
const tenant = { name: 'X-Tenant', in: 'header', required: true, schema: { enum: ['blue'] } };
const query = { name: 'mood of', in: 'query', required: true, schema: { default: 'a&b ü' } };

const DOCUMENT = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'a service of somebody else', version: '1' },
  paths: {
    '/image': {
      put: {
        operationId: 'raw',
        parameters: [tenant, query],
        requestBody: { content: { 'image/png': {} } },
        responses: image,
      },
      post: {
        operationId: 'form',
        requestBody: { content: { 'multipart/form-data': { schema: form } } },
        responses: image,
      },
    },
    '/json': {
      post: {
        operationId: 'json',
        requestBody: { content: { 'application/json': { schema: json } } },
        responses: {
          202: { description: 'later', content: { 'application/json': {} } },
        },
      },
    },
  },
});

/** Operations of one document: the image as it is, in a form, in JSON. */
export const OPERATIONS = ['raw', 'form', 'json'] as const;

/** The request that the document describes for one of them. */
export const describedRequest = (operation: (typeof OPERATIONS)[number]): RequestFile =>
  requestOfDocument(DOCUMENT, 'service.json', { operation }).request;

/** Holds a request to what the document says of its operation; `images` are digests of what may be sent, base64. */
export async function expectAsDescribed(
  operation: (typeof OPERATIONS)[number],
  { method, url, headers, body }: Recorded,
  images: readonly string[],
): Promise<void> {
  const isImage = (bytes: Uint8Array) =>
    expect(images).toContain(createHash('sha256').update(bytes).digest('base64'));
  expect(Number(headers['content-length'])).toBe(body.length);
  if (operation === 'raw') {
    expect([method, url]).toEqual(['PUT', '/image?mood%20of=a%26b%20%C3%BC']);
    expect(headers).toMatchObject({ 'content-type': 'image/png', accept: 'image/png', 'x-tenant': 'blue' });
    isImage(body);
  } else if (operation === 'form') {
    expect([method, url, headers.accept]).toEqual(['POST', '/image', 'image/png']);
    const type = headers['content-type'] ?? '';
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    const sent = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    expect([...sent.keys()]).toEqual(['mode', 'photo']);
    expect(sent.get('mode')).toBe('fäst');
    const photo = sent.get('photo') as File;
    expect([photo.type, photo.name]).toEqual(['image/png', '000.png']);
    isImage(new Uint8Array(await photo.arrayBuffer()));
  } else {
    expect([method, url, headers['content-type']]).toEqual(['POST', '/json', 'application/json']);
    const { inputs } = JSON.parse(body.toString()) as { inputs: { b64: string; steps: number }[] };
    expect(inputs.map(({ steps }) => steps)).toEqual([4]);
    isImage(Buffer.from(inputs[0]!.b64, 'base64'));
  }
}
