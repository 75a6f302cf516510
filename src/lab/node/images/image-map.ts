import { gpuExporters } from './gpu-exporters.ts';
import type { Image } from './image.ts';
import { k6 } from './k6.ts';
import { pause } from './pause.ts';
import { press } from './press.ts';
import { prometheus } from './prometheus.ts';
import { prometheusAdapter } from './prometheus-adapter.ts';
import { serving } from './serving.ts';

/** Images by repository name. */
export type ImageMap = ReadonlyMap<string, Image>;

/** Every image that the lab can run. */
export const LAB_IMAGES: ImageMap = imageMap([
  serving,
  ...gpuExporters,
  pause,
  prometheus,
  prometheusAdapter,
  press,
  k6,
]);

/** Joins images to a map. */
export function imageMap(images: readonly Image[]): ImageMap {
  return new Map(images.map((image) => [image.repository, image]));
}

/** The last part of an image's repository: `registry:5000/a/b:tag@sha256:...` -> `b`. */
export function repositoryName(reference: string): string {
  const last = reference.replace(/@.*$/, '').split('/').at(-1) ?? '';
  return last.replace(/:.*$/, '');
}
