import type { Image } from './image.ts';

/** Kubernetes' own image of a process that only waits. */
export const pause: Image = {
  repository: 'pause',
  component: 'pause',
  toLocal: ({ env }) => ({ command: 'sleep', args: ['infinity'], env }),
};
