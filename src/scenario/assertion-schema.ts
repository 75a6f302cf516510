import { z } from 'zod';
import { count, dnsLabel, duration, positive } from './scalars.ts';

const within = duration
  .optional()
  .describe('Upper bound in time; computed from the live configuration when left out.');
const stage = dnsLabel.optional().describe('Only the requests of this stage; all when left out.');

/** One assertion of a scenario; one member a kind, and one file a kind under `assertion/`. */
export const assertionSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('scalesOut'),
      atLeast: positive.optional().describe('Reached when so many pods serve.'),
      exactly: positive.optional().describe('Reached as atLeast, and never exceeded while the load is on.'),
      within,
    })
    .describe('Ready, endpoint-listed, request-serving pods on allocated GPUs reach a count in time.'),
  z
    .strictObject({
      kind: z.literal('replicasWithin'),
      min: count.optional().describe("Fewest; the HPA's own when left out."),
      max: count.optional().describe("Most; the HPA's own when left out."),
    })
    .describe("Replicas never leave min..max (the HPA's own when left out)."),
  z
    .strictObject({ kind: z.literal('metricBeforeScaleOut') })
    .describe('The metric stood above target before the first scale-out.'),
  z
    .strictObject({ kind: z.literal('dutyCycleZero'), within })
    .describe('The duty cycle of every serving GPU is 0 in time after load end.'),
  z
    .strictObject({
      kind: z.literal('scalesIn'),
      to: count.optional().describe('Final size; hpa.minReplicas when left out.'),
      notBefore: duration
        .optional()
        .describe('Earliest time after load end; computed from the stabilization window when left out.'),
      within,
    })
    .describe('Replicas fall to min, not before the window allows and not too late.'),
  z
    .strictObject({ kind: z.literal('gpusReleased'), within })
    .describe('GPUs held at the end equal those of the replicas left.'),
  z
    .strictObject({
      kind: z.literal('noFlapping'),
      maxDirectionChanges: count.default(1).describe('Out and in again is one.'),
      maxStep: positive.optional().describe('Most replicas in one step; any when left out.'),
    })
    .describe('Few changes of direction, no step bigger than asked.'),
  z
    .strictObject({
      kind: z.literal('latency'),
      stage,
      percentile: z.number().gt(0).max(100).default(95).describe('Nearest rank, over all requests.'),
      below: duration.describe('From the intended start to the answer.'),
    })
    .describe('A latency percentile, counted from the intended start, stays below a bound.'),
  z
    .strictObject({
      kind: z.literal('errorRate'),
      stage,
      below: z.number().min(0).max(1).describe('Greatest share, 0 to 1.'),
    })
    .describe('Share of requests not answered rightly.'),
  z
    .strictObject({ kind: z.literal('noRequestLost') })
    .describe('No request is lost, above all not while a pod terminates.'),
  z
    .strictObject({ kind: z.literal('loadStops'), within })
    .describe(
      'Told to stop, the load stops in time: nothing is left that could send, and no image is accepted afterwards.',
    ),
  z
    .strictObject({ kind: z.literal('imagesStyled') })
    .describe('Decoded answers are images of the right size that differ from the input.'),
  z
    .strictObject({
      kind: z.literal('hpaHealthy'),
      longestBad: duration.optional().describe('Computed from the pipeline when left out.'),
    })
    .describe('No HPA condition is in a bad state for longer than this.'),
  z
    .strictObject({ kind: z.literal('hpaFollowsSpec') })
    .describe('Every decision of the HPA, recomputed from what it read, is what its spec and flags demand.'),
  z.strictObject({ kind: z.literal('hpaUnchanged') }).describe('The HPA spec stays as applied.'),
]);
