import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from './answer.ts';
import type { Device } from './device.ts';
import type { ServingMetrics } from './metrics.ts';
import { decodeImage, encodeJpeg, type Pixels } from './pixels.ts';
import type { Place, WorkQueue } from './queue.ts';
import { readBody, readOrder, type StylizeOrder } from './request.ts';
import type { Stylizer } from './stylizer.ts';

/** The pixels that `KERNEL_MS` stands for. */
const KERNEL_PIXELS = 128 * 128;

/** What styling needs, once the server is up. */
export interface Studio {
  readonly pod: string;
  readonly kernelMs: number;
  readonly holdMs: number;
  readonly queue: WorkQueue;
  readonly metrics: ServingMetrics;
  readonly device: Device | undefined;
  readonly stylizer: Stylizer;
}

interface Styled {
  readonly pixels: Pixels;
  readonly queueMs: number;
  readonly kernelMs: number;
}

/** Serves one `POST /stylize`; throws a `Refusal` for whatever cannot be served. */
export async function serveStylize(
  studio: Studio,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<void> {
  const order = readOrder(request, query);
  const place = studio.queue.reserve();
  if (place === undefined) {
    studio.metrics.rejected();
    throw new Refusal(429, 'the queue is full', { 'retry-after': '1' });
  }
  try {
    const image = await decode(await readBody(request), order);
    await paint(studio, place, order, image, response);
  } finally {
    place.giveBack();
  }
}

async function decode(body: Buffer, order: StylizeOrder): Promise<Pixels> {
  try {
    return await decodeImage(body, order.format, order.size);
  } catch (error) {
    throw new Refusal(400, `not a readable image: ${error instanceof Error ? error.message : error}`);
  }
}

async function paint(
  studio: Studio,
  place: Place,
  order: StylizeOrder,
  image: Pixels,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  studio.metrics.accepted();
  const left = new AbortController();
  const onClose = () => left.abort(new Error('the client left'));
  response.once('close', onClose);
  // It may have left while its image was read.
  if (response.closed) onClose();
  try {
    const styled = await place.run(
      (gpu, waitedMs) => onGpu(studio, gpu, waitedMs, image, order, left.signal),
      left.signal,
    );
    if (studio.holdMs > 0) await delay(studio.holdMs, undefined, { signal: left.signal });
    const jpeg = await encodeJpeg(styled.pixels);
    left.signal.throwIfAborted();
    await sendJpeg(response, jpeg, styled, studio.pod);
    studio.metrics.completed((performance.now() - startedAt) / 1000);
  } catch (error) {
    studio.metrics.failed();
    throw error;
  } finally {
    response.off('close', onClose);
  }
}

/** The kernel holds the GPU for its device time while this process does the same work for real. */
async function onGpu(
  studio: Studio,
  gpu: string | undefined,
  queueMs: number,
  image: Pixels,
  order: StylizeOrder,
  signal: AbortSignal,
): Promise<Styled> {
  const startedAt = performance.now();
  const deviceMs = (studio.kernelMs * image.width * image.height) / KERNEL_PIXELS;
  const kernel = gpu === undefined ? undefined : studio.device?.launch(gpu, deviceMs, signal);
  const [pixels] = await Promise.all([studio.stylizer.stylize(image, order.style), kernel]);
  return { pixels, queueMs, kernelMs: performance.now() - startedAt };
}

/** Ends when the answer is sent or its client is gone; the response must be open, or neither would ever be told. */
async function sendJpeg(response: ServerResponse, jpeg: Buffer, styled: Styled, pod: string): Promise<void> {
  const digest = createHash('sha256').update(jpeg).digest('base64');
  response.writeHead(200, {
    'content-type': 'image/jpeg',
    'content-length': jpeg.length,
    'content-digest': `sha-256=:${digest}:`,
    'x-pod': pod,
    'x-queue-ms': styled.queueMs.toFixed(1),
    'x-kernel-ms': styled.kernelMs.toFixed(1),
  });
  await new Promise<void>((resolve, reject) => {
    response.once('close', () =>
      response.writableFinished ? resolve() : reject(new Error('the client left')),
    );
    response.once('finish', resolve);
    response.end(jpeg);
  });
}
