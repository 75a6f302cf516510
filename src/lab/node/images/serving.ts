import { fileURLToPath } from 'node:url';
import { moduleBeside } from '../../supervisor/spawn-detached.ts';
import type { Image } from './image.ts';

/** The style transfer service: our own server, on the pod's address. */
export const serving: Image = {
  repository: 'fast-style-transfer-serving',
  component: 'serving',
  toLocal: ({ args, env, loopback, lab }) => {
    const { MODEL_PATH: _, ...rest } = env;
    return {
      command: process.execPath,
      args: [
        '--disable-warning=ExperimentalWarning',
        fileURLToPath(moduleBeside(import.meta.url, '../../../serving/server.process')),
        ...args,
      ],
      // The container's model lies in its image; here it lies where the toolchain put it, or nowhere.
      env: { ...rest, HOST: loopback, ...(lab.modelPath ? { MODEL_PATH: lab.modelPath } : {}) },
    };
  },
};
