import { z } from 'zod';
import { dnsLabel, duration, positive, quantity, withDefaults } from './scalars.ts';

/** The Serving workload that the run deploys. */
export const workloadSchema = z.strictObject({
  name: dnsLabel.default('fast-style-transfer-serving').describe('Name of the Deployment and its Service.'),
  namespace: dnsLabel.default('style-transfer').describe('Namespace of the workload; created when missing.'),
  image: z
    .string()
    .default('scaleproof/fast-style-transfer-serving:1.0.0')
    .describe('Container image. A real cluster needs your own.'),
  port: z.int().min(1).max(65535).default(5000),
  gpusPerPod: positive.default(1).describe('nvidia.com/gpu limit of each pod.'),
  env: z.record(z.string(), z.string()).default({}).describe('Environment of the serving container.'),
  readinessPath: z.string().startsWith('/').default('/readyz').describe('HTTP path of the readiness probe.'),
  readinessPeriod: duration.prefault('1s').describe('Period of the readiness probe.'),
  startupBudget: duration
    .prefault('30s')
    .describe('Longest time from Pod creation to Ready; a bound of scale-out.'),
  terminationGrace: duration.prefault('30s').describe('terminationGracePeriodSeconds.'),
  preStopSleep: duration
    .prefault('2s')
    .describe('preStop sleep, so that endpoints lose the pod before it drains.'),
});

/** Objects that exist already and are used as they are, instead of applying ours. */
export const existingSchema = z.strictObject({
  namespace: dnsLabel,
  deployment: dnsLabel,
  service: dnsLabel,
  hpa: dnsLabel,
});

const policySchema = z.strictObject({
  type: z.enum(['Pods', 'Percent']),
  value: positive,
  periodSeconds: z.int().min(1).max(1800),
});

const rulesSchema = z.strictObject({
  stabilizationWindowSeconds: z.int().min(0).max(3600).optional(),
  selectPolicy: z.enum(['Max', 'Min', 'Disabled']).optional(),
  policies: z.array(policySchema).min(1).optional(),
  tolerance: quantity.optional(),
});

/** The HorizontalPodAutoscaler, autoscaling/v2, on one Pods metric. */
export const hpaSchema = z.strictObject({
  minReplicas: positive.default(1),
  maxReplicas: positive.default(10),
  metric: withDefaults(
    z.strictObject({
      name: z
        .string()
        .min(1)
        .default('DCGM_FI_DEV_GPU_UTIL')
        .describe('Metric as custom.metrics.k8s.io names it.'),
      averageValue: quantity.prefault('20').describe('Target per pod.'),
    }),
  ),
  behavior: z
    .strictObject({ scaleUp: rulesSchema.optional(), scaleDown: rulesSchema.optional() })
    .optional()
    .describe('autoscaling/v2 behavior, passed through as written.'),
});

/** The metrics pipeline that the run installs on a lab; on a cluster it exists already. */
export const pipelineSchema = z.strictObject({
  adapterNamespace: dnsLabel.default('custom-metrics').describe('Namespace of prometheus-adapter.'),
  monitoringNamespace: dnsLabel
    .default('gpu-monitoring')
    .describe('Namespace of Prometheus and dcgm-exporter.'),
  adapterSeries: z
    .string()
    .default('DCGM_FI_DEV_GPU_UTIL')
    .describe(
      'Series that the adapter rule asks Prometheus for; a wrong name breaks the pipeline on purpose.',
    ),
  honorLabels: z.boolean().default(true).describe('honor_labels of the scrape job of dcgm-exporter.'),
  queryWindow: duration
    .prefault('0')
    .describe('Window of the adapter query (avg_over_time); 0 is an instant query.'),
});
