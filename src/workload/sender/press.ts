import type { KubeObject, OwnerReference } from '../../kube/objects.ts';
import { labelsOf, selectorOf } from '../labels.ts';
import type { WorkloadParts } from '../serving.ts';
import { type PlayFile, playVolume } from './play-volume.ts';
import { senderIdentity, senderMetadata } from './sender-metadata.ts';
import { type SenderAddress, senderPod } from './sender-pod.ts';

/** Image of the press where the scenario names none; the lab runs it, nobody publishes it. */
const IMAGE = 'scaleproof/fast-style-transfer-press:1.0.0';

/** The press (row S13): a Deployment that is there with no replica until the load starts. */
export function buildPress(
  parts: WorkloadParts,
  owner: OwnerReference,
  address: SenderAddress,
  files: readonly PlayFile[],
): KubeObject {
  const identity = senderIdentity(parts);
  const { press } = parts.scenario.load;
  const container = {
    env: { BATCH_SIZE: String(press.batchSize), TOTAL_SIZE: String(press.totalSize) },
    image: IMAGE,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: senderMetadata(parts, owner),
    spec: {
      replicas: 0,
      // Two of them would send the load twice.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selectorOf(identity) },
      template: {
        metadata: { labels: labelsOf(identity) },
        spec: senderPod(parts, address, container, playVolume(parts, files)),
      },
    },
  };
}
