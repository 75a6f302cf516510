import { readServingOptions } from '../serving/options.ts';
import { LAB } from './lab-figures.ts';

/** How a serving pod behaves, as its environment says. */
export interface ServingModel {
  /** Device time of a 128x128 image, milliseconds. */
  readonly kernelMs: number;
  readonly holdMs: number;
  readonly queueLimit: number;
  readonly drain: 'graceful' | 'abrupt';
  readonly ready: 'model' | 'never';
}

/** Reads the environment as the server itself does; throws as it does where that cannot be read. */
export function servingModelOf(env: Readonly<Record<string, string>>): ServingModel {
  const { kernelMs, holdMs, queueLimit, drain, ready } = readServingOptions(env);
  return { kernelMs, holdMs, queueLimit, drain, ready };
}

const KERNEL_PIXELS = 128 * 128;

/** An image as it is styled: fitted into a square of `size`, and what it costs. */
export interface StyledImage {
  readonly width: number;
  readonly height: number;
  /** Time on the GPU. */
  readonly deviceMs: number;
  /** Time that it keeps its place on the GPU: the process's own work runs beside the kernel and may take longer. */
  readonly laneMs: number;
}

/** What an image of the corpus comes to at the size that the load asks for. */
export function styledImage(
  image: { readonly width: number; readonly height: number },
  size: number,
  kernelMs: number,
): StyledImage {
  const scale = size / Math.max(image.width, image.height);
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const share = (width * height) / KERNEL_PIXELS;
  const deviceMs = kernelMs * share;
  return { width, height, deviceMs, laneMs: Math.max(deviceMs, LAB.stylize * share) };
}
