import { listObjects } from '../kube/access.ts';
import type { KubeConnection } from '../kube/connect.ts';
import type { Pod } from '../kube/objects.ts';
import { parseDuration } from '../units/duration.ts';

/** Flags of the HPA controller, as its pod's command line has them (row S7); milliseconds. */
export interface ControllerFlags {
  readonly syncPeriodMs: number;
  readonly downscaleStabilizationMs: number;
  /** Which of both stand on the command line; the others are the defaults of Kubernetes. */
  readonly given: readonly string[];
  /** Name of the pod that was read. */
  readonly pod: string;
}

const PROGRAM = /(?:^|\/)kube-controller-manager$/;
const SYNC = 'horizontal-pod-autoscaler-sync-period';
const WINDOW = 'horizontal-pod-autoscaler-downscale-stabilization';
/** k8s.io/kubernetes pkg/controller/podautoscaler/config/v1alpha1/defaults.go. */
const DEFAULTS = { [SYNC]: 15_000, [WINDOW]: 300_000 } as const;

/**
 * Reads the flags off kube-controller-manager's pod. `undefined` where it runs outside of the cluster, as on most managed
 * ones. Throws where pods in kube-system may not be listed.
 */
export async function readControllerFlags(
  connection: KubeConnection,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ControllerFlags | undefined> {
  const where = { apiVersion: 'v1', kind: 'Pod', namespace: 'kube-system' };
  const pods = await listObjects<Pod>(connection, where, options);
  for (const { metadata, spec, status } of pods) {
    // One that is crashing says nothing of the one that leads.
    if (status?.phase !== 'Running') continue;
    for (const { command = [], args = [] } of spec.containers) {
      const words = [...command, ...args].flatMap((word) => word.split(/\s+/));
      if (words.some((word) => PROGRAM.test(word))) return flagsOf(words, metadata.name);
    }
  }
  return undefined;
}

function flagsOf(words: readonly string[], pod: string): ControllerFlags {
  const given: string[] = [];
  const read = (name: keyof typeof DEFAULTS): number => {
    const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
    if (at === -1) return DEFAULTS[name];
    const word = words[at]!;
    const ms = parseDuration(word.includes('=') ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? ''));
    if (ms === undefined) return DEFAULTS[name];
    given.push(name);
    return ms;
  };
  return { syncPeriodMs: read(SYNC), downscaleStabilizationMs: read(WINDOW), given, pod };
}
