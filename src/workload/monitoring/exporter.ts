import type { KubeObject } from '../../kube/objects.ts';
import { labelsOf, selectorOf } from '../labels.ts';
import { type PipelineParts, pipelineMetadata } from '../pipeline-parts.ts';

/** Name of the exporter's DaemonSet and Service. */
export const EXPORTER = 'dcgm-exporter';
const IDENTITY = { name: EXPORTER, instance: 'scaleproof', component: 'monitoring' } as const;
const IMAGE = 'nvcr.io/nvidia/k8s/dcgm-exporter:4.5.3-4.8.2-ubuntu22.04';
const PORT = 9400;

/** dcgm-exporter on every GPU node (row S2), with its Service. */
export function buildExporter({ pipeline, timing }: PipelineParts): readonly KubeObject[] {
  const metadata = pipelineMetadata(EXPORTER, 'monitoring', { namespace: pipeline.monitoringNamespace });
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata,
      spec: {
        selector: { matchLabels: selectorOf(IDENTITY) },
        // One node at a time would leave the others' GPUs unseen for longer than it takes to change all.
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
        template: {
          metadata: { labels: labelsOf(IDENTITY) },
          spec: {
            automountServiceAccountToken: false,
            nodeSelector: { 'nvidia.com/gpu.present': 'true' },
            tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
            terminationGracePeriodSeconds: 5,
            containers: [exporterContainer(timing.exporterIntervalMs)],
            volumes: [{ name: 'pod-resources', hostPath: { path: '/var/lib/kubelet/pod-resources' } }],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        selector: selectorOf(IDENTITY),
        ports: [{ name: 'metrics', port: PORT, targetPort: 'metrics', protocol: 'TCP' }],
      },
    },
  ];
}

function exporterContainer(intervalMs: number) {
  return {
    name: EXPORTER,
    image: IMAGE,
    ports: [{ name: 'metrics', containerPort: PORT, protocol: 'TCP' }],
    env: [
      { name: 'DCGM_EXPORTER_KUBERNETES', value: 'true' },
      { name: 'DCGM_EXPORTER_INTERVAL', value: String(intervalMs) },
      { name: 'DCGM_EXPORTER_LISTEN', value: `:${PORT}` },
      { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    ],
    readinessProbe: { httpGet: { path: '/health', port: 'metrics' }, periodSeconds: 1 },
    securityContext: { runAsNonRoot: false, runAsUser: 0, capabilities: { add: ['SYS_ADMIN'] } },
    // The kubelet tells here which pod holds which GPU.
    volumeMounts: [{ name: 'pod-resources', mountPath: '/var/lib/kubelet/pod-resources', readOnly: true }],
  };
}
