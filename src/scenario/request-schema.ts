import { z } from 'zod';
import { positive, withDefaults } from './scalars.ts';

/** Image formats of the corpus, by the media type that a document calls them. */
export const FORMAT_OF_TYPE = { 'image/jpeg': 'jpeg', 'image/png': 'png', 'image/webp': 'webp' } as const;
export type ImageFormat = (typeof FORMAT_OF_TYPE)[keyof typeof FORMAT_OF_TYPE];

/** Headers that carry a secret; the scenario is in every record. */
export const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'x-api-key'];
/** Headers that the sender itself sets. */
export const SENDER_HEADERS = ['content-length', 'connection', 'host', 'transfer-encoding'];

const texts = (what: string) => z.record(z.string(), z.string()).default({}).describe(what);
const field = z
  .string()
  .min(1)
  .describe('Member that holds the image, from the outside in: image, or instances.0.b64.');

/** Where the image stands in the body of a request. */
const bodySchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('raw'),
      contentType: z.string().min(1).optional().describe("Content-Type; the image's own when left out."),
    })
    .describe('The body is the image.'),
  z
    .strictObject({
      kind: z.literal('multipart'),
      field: z.string().min(1).describe('Name of the part that holds the image.'),
      fields: texts('The other parts, by name.'),
    })
    .describe('multipart/form-data, the image in one of its parts.'),
  z
    .strictObject({
      kind: z.literal('json'),
      field,
      encoding: z
        .enum(['base64', 'data-url'])
        .default('base64')
        .describe('How the image is written: base64, or that in a data: address.'),
      fields: z.record(z.string(), z.unknown()).default({}).describe('The other members.'),
    })
    .describe('JSON, the image in one of its members.'),
]);

/** What an answer must be to count as served. */
const answerSchema = z.strictObject({
  statuses: z
    .array(z.int().min(200).max(299))
    .min(1)
    .optional()
    .describe('Statuses of success; every one from 200 to 299 when left out.'),
  kind: z
    .enum(['any', 'image', 'json'])
    .default('any')
    .describe('What is held of the body: nothing, an image by its type and marks, or JSON that can be read.'),
  types: z.array(z.string().min(1)).min(1).optional().describe('Media types of the body; any when left out.'),
  field: field.optional().describe('Only of JSON: member that must be there.'),
  longestSide: positive
    .max(16_384)
    .optional()
    .describe('Only of an image: its longest side in pixels, which imagesStyled holds it to.'),
});

/** A request to a service of the user's own; `scaleproof init --openapi` writes it from an OpenAPI document. */
export const requestSchema = z.strictObject({
  method: z.enum(['POST', 'PUT', 'PATCH']).default('POST').describe('Method.'),
  path: z
    .string()
    .startsWith('/')
    .regex(/^[^?#\s{}]+$/, 'a path whose parameters are filled in, without a query')
    .describe('Path from the root of the service, with its parameters filled in.'),
  query: texts('Parameters after the question mark, as they are sent.'),
  headers: texts(
    'Headers beside Content-Type, which the body decides. No secrets: they would be in every record.',
  ),
  body: bodySchema.describe('Where the image stands.'),
  answer: withDefaults(answerSchema).describe('What an answer must be to count as served.'),
});

/** A request to a service of the user's own, complete. */
export type RequestSpec = z.output<typeof requestSchema>;
/** As written in a file. */
export type RequestFile = z.input<typeof requestSchema>;
