import type { KubeObject } from '../../kube/objects.ts';
import { labelsOf, selectorOf } from '../labels.ts';
import { type PipelineParts, pipelineMetadata } from '../pipeline-parts.ts';
import { exporterContainer } from './exporter-container.ts';

/** The exporter of the run's metric profile on every GPU node (row S2), with its Service. */
export function buildExporter({ pipeline, profile, timing }: PipelineParts): readonly KubeObject[] {
  const { app, port } = profile.exporter;
  const identity = { name: app, instance: 'scaleproof', component: 'monitoring' } as const;
  const metadata = pipelineMetadata(app, 'monitoring', { namespace: pipeline.monitoringNamespace });
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata,
      spec: {
        selector: { matchLabels: selectorOf(identity) },
        // One node at a time would leave the others' GPUs unseen for longer than it takes to change all.
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
        template: {
          metadata: { labels: labelsOf(identity) },
          spec: {
            automountServiceAccountToken: false,
            nodeSelector: profile.nodeLabels,
            tolerations: [{ key: tolerated(profile.resource), operator: 'Exists', effect: 'NoSchedule' }],
            terminationGracePeriodSeconds: 5,
            containers: [exporterContainer(profile, timing.exporterIntervalMs)],
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
        selector: selectorOf(identity),
        ports: [{ name: 'metrics', port, targetPort: 'metrics', protocol: 'TCP' }],
      },
    },
  ];
}

/** The taint that GPU nodes of a vendor carry by custom; NVIDIA's own is that of whole GPUs, whatever a pod asks for. */
export function tolerated(resource: string): string {
  return resource.startsWith('nvidia.com/') ? 'nvidia.com/gpu' : resource;
}
