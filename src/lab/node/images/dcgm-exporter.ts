import { fileURLToPath } from 'node:url';
import { moduleBeside } from '../../supervisor/spawn-detached.ts';
import type { Image } from './image.ts';

/** NVIDIA's exporter: the emulated one, which reads the devices of the pod's node. */
export const dcgmExporter: Image = {
  repository: 'dcgm-exporter',
  component: 'dcgm-exporter',
  toLocal: ({ args, env, loopback, node, lab }) => {
    const port = /:(\d+)$/.exec(env.DCGM_EXPORTER_LISTEN ?? '')?.[1] ?? '9400';
    return {
      command: process.execPath,
      args: [
        '--disable-warning=ExperimentalWarning',
        fileURLToPath(moduleBeside(import.meta.url, '../../gpu/exporter.process')),
        ...args,
      ],
      env: {
        ...env,
        NODE_NAME: env.NODE_NAME ?? node,
        GPU_NODE: node,
        GPU_SNAPSHOT_SOCKET: lab.gpuSnapshotSocket,
        DCGM_EXPORTER_LISTEN: `${loopback}:${port}`,
      },
    };
  },
};
