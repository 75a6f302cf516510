import type { WorkloadParts } from '../serving.ts';
import { PLAY_FOLDER, PLAY_VOLUME } from './play-volume.ts';

/** How a sender reaches the service, and which file of its folder it plays. */
export interface SenderAddress {
  /** SERVER_IP: `address:port`. */
  readonly serverIp: string;
  readonly sheetFile: string;
}

/** Name of the one container of a sender. */
export const SENDER_CONTAINER = 'sender';

/** The pod of a sender. What the scenario says of its environment comes last, so that it wins. */
export function senderPod(
  { scenario }: WorkloadParts,
  { serverIp, sheetFile }: SenderAddress,
  container: {
    readonly image: string;
    readonly args?: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  },
  volume: object,
): object {
  const { sender } = scenario.load;
  const env = {
    SERVER_IP: serverIp,
    PLAY_SHEET: `${PLAY_FOLDER}/${sheetFile}`,
    ...container.env,
    ...sender.env,
  };
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: Math.ceil(sender.terminationGrace / 1000),
    securityContext: { runAsNonRoot: true, runAsUser: 65534 },
    containers: [
      {
        name: SENDER_CONTAINER,
        image: sender.image ?? container.image,
        ...(container.args === undefined ? {} : { args: container.args }),
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        resources: { requests: { cpu: '250m', memory: '256Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        volumeMounts: [{ name: PLAY_VOLUME, mountPath: PLAY_FOLDER, readOnly: true }],
      },
    ],
    volumes: [volume],
  };
}
