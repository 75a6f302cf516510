import type { ProfileName } from '../scenario/schema.ts';

/** Where a running lab can be reached; written to `lab.json` in the lab's folder. All addresses are on 127.0.0.0/8. */
export interface RunningLab {
  readonly version: 1;
  readonly profile: ProfileName;
  readonly startedAt: string;
  /** The lab's state folder. */
  readonly folder: string;
  /** The process that owns the lab; everything else dies with it. */
  readonly supervisorPid: number;
  readonly kubeconfig: string;
  readonly context: string;
  /** HTTP forward proxy that resolves Service names and cluster addresses (10.x, *.svc) to loopback. */
  readonly proxyUrl: string;
  /** Root of the supervisor's own HTTP API (`/devices`, `/pods`, `/metrics`, `/strike`). */
  readonly agentUrl: string;
  readonly gpuNodes: { readonly count: number; readonly gpusPerNode: number };
  /** Component name -> version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Absolute paths of the toolchain's binaries by name: kubectl, k6, ... */
  readonly binaries: Readonly<Record<string, string>>;
  /** The style-transfer model; absent when it could not be fetched. */
  readonly model?: string;
  /** The first component that died under the lab's hands; such a lab is broken for good. */
  readonly broken?: { readonly component: string; readonly at: string };
}

/** A cluster address is served on loopback: `10.a.b.c` -> `127.a.b.c`. Others are returned as they are. */
export function loopbackOf(address: string): string {
  return address.startsWith('10.') ? `127.${address.slice(3)}` : address;
}
