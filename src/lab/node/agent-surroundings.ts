import type { Clock } from '../../clock/clock.ts';
import type { GpuHost } from '../gpu/gpu-host.ts';
import type { ClusterReader } from './cluster-reader.ts';
import type { LabSurroundings } from './images/image.ts';
import type { ImageMap } from './images/image-map.ts';
import type { PodAddresses } from './pod-addresses.ts';
import type { ApiServer } from './pod-kubeconfig.ts';
import type { PodWriter } from './pod-writer.ts';
import type { KUBELET_BACK_OFF } from './restart-back-off.ts';

/** What all pods of a node agent share. */
export interface AgentSurroundings {
  readonly clock: Clock;
  /** Below it each pod has a folder, `<namespace>_<pod>`. */
  readonly folder: string;
  readonly gpuHost: GpuHost;
  readonly addresses: PodAddresses;
  readonly reader: ClusterReader;
  readonly writer: PodWriter;
  readonly images: ImageMap;
  readonly lab: LabSurroundings;
  readonly apiServer: ApiServer;
  readonly backOff: { readonly [K in keyof typeof KUBELET_BACK_OFF]: number };
  /** Variables that every process gets. */
  baseEnvironment(kubeconfig: string | undefined): Readonly<Record<string, string>>;
  onProcess(pid: number, change: 'started' | 'ended'): void;
  readonly log: (line: string) => void;
  /** Ends writing to the API; processes are ended by `stop`. */
  readonly signal: AbortSignal;
}
