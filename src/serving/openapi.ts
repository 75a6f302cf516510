import { IMAGE_TYPES, LIMITS } from './limits.ts';

const binary = { schema: { type: 'string', format: 'binary' } } as const;
const text = { 'text/plain': { schema: { type: 'string' } } } as const;
const problem = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const header = (description: string, type: 'string' | 'number' | 'integer') => ({
  description,
  schema: { type },
});

/** Headers of every answer that holds a styled image. */
const STYLED_HEADERS = {
  'x-pod': header('Name of the pod that answered.', 'string'),
  'x-queue-ms': header('Wait in the queue of the pod, milliseconds.', 'number'),
  'x-kernel-ms': header('From kernel launch to its end on the GPU, milliseconds.', 'number'),
  'content-digest': header('SHA-256 of the body, as RFC 9530 writes it.', 'string'),
};

/** The OpenAPI 3.1 document of the serving API, the source of the generated clients. */
export const SERVING_API = {
  openapi: '3.1.0',
  info: {
    title: 'Fast style transfer serving',
    version: '1.0.0',
    description: 'Real neural style transfer, one image a request, on one GPU a pod.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  paths: {
    '/stylize': {
      post: {
        operationId: 'stylize',
        summary: 'Paints an image in a style.',
        parameters: [
          {
            name: 'style',
            in: 'query',
            description: 'Number of the style.',
            schema: { type: 'integer', minimum: 0, maximum: LIMITS.styles - 1, default: 0 },
          },
          {
            name: 'size',
            in: 'query',
            description: 'Longest side of the answer in pixels; the aspect ratio is kept.',
            schema: {
              type: 'integer',
              minimum: LIMITS.minSize,
              maximum: LIMITS.maxSize,
              default: LIMITS.defaultSize,
            },
          },
        ],
        requestBody: {
          required: true,
          content: Object.fromEntries(Object.keys(IMAGE_TYPES).map((type) => [type, binary])),
        },
        responses: {
          '200': {
            description: 'The styled image.',
            headers: STYLED_HEADERS,
            content: { 'image/jpeg': binary },
          },
          '400': problem('A parameter or the image is not valid.'),
          '413': problem(`The body is larger than ${LIMITS.maxBodyBytes} bytes.`),
          '415': problem('The content type is not one of the image types.'),
          '429': {
            ...problem('The queue is full.'),
            headers: { 'retry-after': header('Seconds to wait before the next try.', 'integer') },
          },
          '500': problem('The image could not be styled.'),
          '503': problem('The model is not loaded yet.'),
        },
      },
    },
    '/healthz': {
      get: {
        operationId: 'healthz',
        summary: 'Says that the process is alive.',
        responses: { '200': { description: 'Alive.', content: text } },
      },
    },
    '/readyz': {
      get: {
        operationId: 'readyz',
        summary: 'Says whether requests are welcome.',
        responses: {
          '200': { description: 'The model is loaded.', content: text },
          '503': { description: 'Loading or draining.', content: text },
        },
      },
    },
    '/metrics': {
      get: {
        operationId: 'metrics',
        summary: 'Counts and durations in the text format of Prometheus.',
        responses: { '200': { description: 'The metrics.', content: text } },
      },
    },
  },
  components: {
    schemas: {
      Problem: {
        type: 'object',
        description: 'Why a request was not served.',
        required: ['error'],
        additionalProperties: false,
        properties: { error: { type: 'string' } },
      },
    },
  },
} as const;
