import { fileURLToPath } from 'node:url';
import { moduleBeside } from '../../supervisor/spawn-detached.ts';
import type { Image } from './image.ts';
import { onLoopback } from './on-loopback.ts';

/** The stress application: our own press; it listens nowhere, and sends to the service's loopback address. */
export const press: Image = {
  repository: 'fast-style-transfer-press',
  component: 'press',
  toLocal: ({ args, env }) => ({
    command: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(moduleBeside(import.meta.url, '../../../load/press/press.process')),
      ...args,
    ],
    env: onLoopback(env),
  }),
};
