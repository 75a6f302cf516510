import type { KubeObject, OwnerReference } from '../../kube/objects.ts';
import { labelsOf } from '../labels.ts';
import type { WorkloadParts } from '../serving.ts';
import { type PlayFile, playVolume } from './play-volume.ts';
import { senderIdentity, senderMetadata } from './sender-metadata.ts';
import { type SenderAddress, senderPod } from './sender-pod.ts';

/** k6's own image, of the version that the load script is written for. */
const IMAGE = 'docker.io/grafana/k6:2.2.0';

/** k6 as a Job: it is there, suspended, until the load starts, runs once, and ends by itself after `mostSeconds` at the latest. */
export function buildLoadJob(
  parts: WorkloadParts,
  owner: OwnerReference,
  address: SenderAddress,
  files: readonly PlayFile[],
  k6: {
    readonly args: readonly string[];
    readonly mostSeconds: number;
    readonly env: Readonly<Record<string, string>>;
  },
): KubeObject {
  const { args, env } = k6;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: senderMetadata(parts, owner),
    spec: {
      suspend: true,
      backoffLimit: 0,
      activeDeadlineSeconds: k6.mostSeconds,
      template: {
        metadata: { labels: labelsOf(senderIdentity(parts)) },
        spec: {
          ...senderPod(parts, address, { env, args, image: IMAGE }, playVolume(parts, files)),
          restartPolicy: 'Never',
        },
      },
    },
  };
}
