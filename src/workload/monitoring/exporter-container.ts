import type { ExporterKind, MetricProfile } from '../../metric/profile.ts';

/** What a kind of exporter needs beside its image: flags, environment, and where it says that it is ready. */
interface Kind {
  readonly healthPath: string;
  readonly args?: readonly string[];
  readonly env: (profile: MetricProfile, intervalMs: number) => Readonly<Record<string, string>>;
}

/**
 * How often the exporters without an interval of their own are to look at the devices. The real ones look whenever they are
 * scraped; only the lab's emulation reads this.
 */
const COLLECT_INTERVAL = 'GPU_COLLECT_INTERVAL_MS';

const KINDS: Readonly<Record<ExporterKind, Kind>> = {
  dcgm: {
    healthPath: '/health',
    env: ({ exporter, sharedBy }, intervalMs) => ({
      DCGM_EXPORTER_KUBERNETES: 'true',
      DCGM_EXPORTER_INTERVAL: String(intervalMs),
      DCGM_EXPORTER_LISTEN: `:${exporter.port}`,
      ...(exporter.app === 'nvidia-dcgm-exporter'
        ? { DCGM_EXPORTER_COLLECTORS: '/etc/dcgm-exporter/dcp-metrics-included.csv' }
        : {}),
      ...(sharedBy > 1 ? { KUBERNETES_VIRTUAL_GPUS: 'true' } : {}),
    }),
  },
  'nvidia-gpu': {
    healthPath: '/metrics',
    args: ['-web.listen-address=:9445'],
    env: (_, intervalMs) => ({ [COLLECT_INTERVAL]: String(intervalMs) }),
  },
  cadvisor: {
    healthPath: '/healthz',
    args: ['--port=8080', '--enable_metrics=accelerator'],
    env: (_, intervalMs) => ({ [COLLECT_INTERVAL]: String(intervalMs) }),
  },
  ack: {
    healthPath: '/metrics',
    env: (_, intervalMs) => ({ [COLLECT_INTERVAL]: String(intervalMs) }),
  },
  amd: {
    healthPath: '/metrics',
    env: (_, intervalMs) => ({ [COLLECT_INTERVAL]: String(intervalMs) }),
  },
  intel: {
    healthPath: '/metrics',
    env: (_, intervalMs) => ({ [COLLECT_INTERVAL]: String(intervalMs) }),
  },
};

/** The container of a profile's exporter. */
export function exporterContainer(profile: MetricProfile, intervalMs: number) {
  const { exporter } = profile;
  const { healthPath, args, env } = KINDS[exporter.kind];
  return {
    name: exporter.app,
    image: exporter.image,
    ...(args === undefined ? {} : { args }),
    ports: [{ name: 'metrics', containerPort: exporter.port, protocol: 'TCP' }],
    env: [
      ...Object.entries(env(profile, intervalMs)).map(([name, value]) => ({ name, value })),
      { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    ],
    readinessProbe: { httpGet: { path: healthPath, port: 'metrics' }, periodSeconds: 1 },
    securityContext: { runAsNonRoot: false, runAsUser: 0, capabilities: { add: ['SYS_ADMIN'] } },
    // The kubelet tells here which pod holds which GPU.
    volumeMounts: [{ name: 'pod-resources', mountPath: '/var/lib/kubelet/pod-resources', readOnly: true }],
  };
}
