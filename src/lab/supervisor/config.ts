import type { ProfileName } from '../../scenario/schema.ts';
import type { GpuNodes } from '../control-plane/lab-nodes.ts';

/** What `labUp` tells the supervisor; its only argument, as JSON. */
export interface SupervisorConfig {
  /** The lab's folder, absolute. */
  readonly folder: string;
  readonly profile: ProfileName;
  readonly gpuNodes: GpuNodes;
  /** Absolute paths of the toolchain's binaries by name. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly model?: string;
}

/** How far the supervisor is; `GET /healthz` answers with it. */
export interface SupervisorHealth {
  readonly phase: 'starting' | 'ready' | 'broken' | 'stopping';
  /** What it is doing, as an end of the sentence "the lab is ...". */
  readonly step: string;
  readonly pid: number;
  readonly folder: string;
  readonly profile: ProfileName;
}

/** Why a start failed, as kept in the lab's folder for the process that asked for it. */
export interface StartError {
  readonly message: string;
  readonly hint?: string;
}
