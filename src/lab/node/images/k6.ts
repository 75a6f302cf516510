import type { Image } from './image.ts';
import { onLoopback } from './on-loopback.ts';

/** k6: the real one. */
export const k6: Image = {
  repository: 'k6',
  component: 'k6',
  toLocal: ({ args, env, lab }) => ({ command: lab.binaries.k6 ?? 'k6', args, env: onLoopback(env) }),
};
