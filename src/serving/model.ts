import { LIMITS } from './limits.ts';
import type { Pixels } from './pixels.ts';

/** The network halves the image twice, and its reflecting borders need this many pixels. */
const MULTIPLE = 4;
const MIN_SIDE = 32;

/** Loads multistyle26.onnx: inputs `image` [1,3,h,w] in 0..1 and `style_weights` [26]. */
export async function loadModel(path: string): Promise<(image: Pixels, style: number) => Promise<Pixels>> {
  // The runtime's builds would write an identifier and a log to disk and send what they see to its maker; this is read
  // once, when it is loaded.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  // Imported late: the runtime takes longer to load than the server needs to answer its first probe.
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(path, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  return async (image, style) => {
    const width = paddedSide(image.width);
    const height = paddedSide(image.height);
    const weights = new Float32Array(LIMITS.styles);
    weights[style] = 1;
    const output = await session.run({
      image: new Tensor('float32', toPlanes(image, width, height), [1, 3, height, width]),
      style_weights: new Tensor('float32', weights, [LIMITS.styles]),
    });
    const planes = output.stylized?.data;
    if (!(planes instanceof Float32Array)) throw new Error('the model gave no image named stylized');
    return fromPlanes(planes, image, width, height);
  };
}

function paddedSide(side: number): number {
  return Math.max(MIN_SIDE, Math.ceil(side / MULTIPLE) * MULTIPLE);
}

/** Bytes pixel by pixel -> numbers plane by plane; the padding repeats the last row and column. */
function toPlanes(image: Pixels, width: number, height: number): Float32Array {
  const plane = width * height;
  const planes = new Float32Array(3 * plane);
  for (let y = 0; y < height; y++) {
    const row = Math.min(y, image.height - 1) * image.width;
    for (let x = 0; x < width; x++) {
      const from = (row + Math.min(x, image.width - 1)) * 3;
      const to = y * width + x;
      for (let c = 0; c < 3; c++) planes[c * plane + to] = image.data[from + c]! / 255;
    }
  }
  return planes;
}

function fromPlanes(planes: Float32Array, like: Pixels, width: number, height: number): Pixels {
  const plane = width * height;
  // Clamped: the network may leave 0..1 by a little, and this type cuts and rounds.
  const data = new Uint8ClampedArray(like.width * like.height * 3);
  for (let y = 0; y < like.height; y++) {
    for (let x = 0; x < like.width; x++) {
      const from = y * width + x;
      const to = (y * like.width + x) * 3;
      for (let c = 0; c < 3; c++) data[to + c] = planes[c * plane + from]! * 255;
    }
  }
  return { width: like.width, height: like.height, data: new Uint8Array(data.buffer) };
}
