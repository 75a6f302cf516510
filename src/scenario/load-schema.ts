import { z } from 'zod';
import { requestSchema } from './request-schema.ts';
import { dnsLabel, duration, positive, withDefaults } from './scalars.ts';

const name = dnsLabel.describe('Unique within the load; assertions refer to it.');
const length = duration.describe('How long the stage lasts.');
const weight = z.number().positive().default(1).describe('Share among the others.');
const rate = z.number().min(0).max(10_000).describe('Images per second.');

/** One stage of the load; rates are arrivals per second in an open model. */
export const stageSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('hold'), name, rate, duration: length })
    .describe('The same rate throughout.'),
  z
    .strictObject({ kind: z.literal('ramp'), name, from: rate, to: rate, duration: length })
    .describe('From one rate to another in a straight line.'),
  z
    .strictObject({
      kind: z.literal('step'),
      name,
      from: rate,
      to: rate,
      steps: positive.max(1000).describe('Number of equal steps.'),
      duration: length,
    })
    .describe('From one rate to another in equal steps of equal length; the first step is at `from`.'),
  z
    .strictObject({ kind: z.literal('spike'), name, base: rate, peak: rate, duration: length })
    .describe('Base for a third of the time, peak for a third, base again for a third.'),
]);

/** The image corpus that is sent, made from the run's seed. */
export const imagesSchema = z.strictObject({
  count: positive.max(500).default(12).describe('Different images in the corpus.'),
  sizes: z
    .array(
      z.strictObject({
        width: positive.max(4096).describe('Pixels.'),
        height: positive.max(4096).describe('Pixels.'),
        weight,
      }),
    )
    .min(1)
    .default([
      { width: 320, height: 240, weight: 3 },
      { width: 640, height: 480, weight: 1 },
    ])
    .describe('Sizes of the images, with weights.'),
  formats: z
    .array(
      z.strictObject({ format: z.enum(['jpeg', 'png', 'webp']).describe('Format of the file.'), weight }),
    )
    .min(1)
    .default([
      { format: 'jpeg', weight: 3 },
      { format: 'png', weight: 1 },
    ])
    .describe('Formats of the images, with weights.'),
});

/** What only the stress application of the procedure is told. */
const pressSchema = z.strictObject({
  batchSize: positive
    .max(1000)
    .default(1)
    .describe('BATCH_SIZE: images sent at once, each batch when its first one is due.'),
  totalSize: z
    .int()
    .min(0)
    .default(0)
    .describe('TOTAL_SIZE: images after which no more are sent; 0: it goes on until it is scaled to 0.'),
});

/** The pod that sends, where the load comes from within the cluster. */
const senderSchema = z.strictObject({
  name: dnsLabel.max(50).default('fast-style-transfer-press').describe('Name of its Deployment or Job.'),
  image: z
    .string()
    .optional()
    .describe(
      "Container image; ours of the press, or k6's own, when left out. A real cluster needs your own press.",
    ),
  env: z.record(z.string(), z.string()).default({}).describe('Environment of its container.'),
  startupBudget: duration.prefault('1m').describe('Longest time from its creation to its first image.'),
  terminationGrace: duration.prefault('30s').describe('terminationGracePeriodSeconds.'),
});

/** The load of a run. */
export const loadSchema = z.strictObject({
  kind: z
    .enum(['k6', 'press', 'job'])
    .default('k6')
    .describe(
      'Who sends: k6 beside the runner, the press as a Deployment that is scaled to 0 at the end, or k6 as a Job in the cluster.',
    ),
  press: withDefaults(pressSchema).describe('What only load of kind press is told.'),
  sender: withDefaults(senderSchema).describe('The pod that sends, for the kinds press and job.'),
  request: requestSchema
    .optional()
    .describe(
      "What is sent to a service of the user's own (docs/load.md); that of fast-style-transfer when left out.",
    ),
  arrivals: z.enum(['even', 'poisson']).default('even').describe('Evenly spaced, or Poisson from the seed.'),
  size: z.int().min(16).max(2048).default(128).describe('Longest side of the styled image, pixels.'),
  styles: z
    .array(z.int().min(0).max(25))
    .min(1)
    .default([0, 5, 11, 17])
    .describe('Style numbers, used in turn.'),
  requestsPerConnection: positive
    .default(4)
    .describe('A new connection every so many requests, so that new pods get their share.'),
  timeout: duration.prefault('10s').describe('Longest wait for one answer.'),
  decodeSample: z
    .int()
    .min(0)
    .max(1000)
    .default(20)
    .describe('Answers that the runner decodes and looks into.'),
  images: withDefaults(imagesSchema).describe('The images that are sent, made from the seed.'),
  stages: z.array(stageSchema).min(1).max(200).describe('Played one after the other.'),
});
