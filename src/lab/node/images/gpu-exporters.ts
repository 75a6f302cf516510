import { fileURLToPath } from 'node:url';
import type { ExporterKind } from '../../../metric/profile.ts';
import { moduleBeside } from '../../supervisor/spawn-detached.ts';
import type { Image } from './image.ts';

/** The image that each kind of exporter comes in, and the port on which it listens unless told otherwise. */
const REPOSITORIES: readonly (readonly [repository: string, kind: ExporterKind, port: number])[] = [
  ['dcgm-exporter', 'dcgm', 9400],
  ['ack-prometheus-gpu-exporter', 'nvidia-gpu', 9445],
  ['cadvisor', 'cadvisor', 8080],
  ['ack-gpu-exporter', 'ack', 9445],
  ['device-metrics-exporter', 'amd', 5000],
  ['xpumanager', 'intel', 29_999],
];

/** The vendors' exporters: emulated ones, which read the devices of the pod's node and print the vendor's text. */
export const gpuExporters: readonly Image[] = REPOSITORIES.map(([repository, kind, usual]) => ({
  repository,
  // Whichever it is, it is the exporter of the pipeline.
  component: 'dcgm-exporter',
  toLocal: ({ args, env, loopback, node, lab }) => {
    const listen =
      kind === 'dcgm' ? env.DCGM_EXPORTER_LISTEN : args.find((arg) => /(?:address|port)=/.test(arg));
    const port = /[:=](\d+)$/.exec(listen ?? '')?.[1] ?? usual;
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
        GPU_EXPORTER: kind,
        DCGM_EXPORTER_LISTEN: `${loopback}:${port}`,
      },
    };
  },
}));
