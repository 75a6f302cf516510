import { z } from 'zod';
import { PROFILE_NAMES } from '../metric/catalogue.ts';
import { dnsLabel, duration, positive, quantity, withDefaults } from './scalars.ts';

/** The Serving workload that the run deploys. */
export const workloadSchema = z.strictObject({
  name: dnsLabel.default('fast-style-transfer-serving').describe('Name of the Deployment and its Service.'),
  namespace: dnsLabel.default('style-transfer').describe('Namespace of the workload; created when missing.'),
  image: z
    .string()
    .default('scaleproof/fast-style-transfer-serving:1.0.0')
    .describe('Container image. A real cluster needs your own.'),
  port: z.int().min(1).max(65535).default(5000).describe('Port of the container and the Service.'),
  gpusPerPod: positive.default(1).describe('GPUs of each pod: its limit of gpuResource.'),
  gpuResource: z
    .string()
    .regex(/^[a-z0-9.-]+\/[\w.-]+$/, 'an extended resource such as nvidia.com/gpu')
    .default('nvidia.com/gpu')
    .describe('Extended resource that a pod asks for; that of the metric profile when left out.'),
  pricePerGpuHour: z
    .number()
    .positive()
    .optional()
    .describe('Price of a GPU for an hour, in a currency of yours; reports then say what the run cost.'),
  cpuRequest: quantity
    .prefault('250m')
    .describe('CPU request of each pod, which hpa.cpu.averageUtilization is a percentage of.'),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe('Environment of the serving container; KERNEL_MS is the device time of one 128x128 image.'),
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
  namespace: dnsLabel.describe('Namespace of all of them.'),
  deployment: dnsLabel.describe('Name of the Deployment.'),
  service: dnsLabel.describe('Name of the Service that takes the load.'),
  hpa: dnsLabel.describe('Name of the HorizontalPodAutoscaler.'),
});

const policySchema = z.strictObject({
  type: z.enum(['Pods', 'Percent']).describe('What `value` counts.'),
  value: positive.max(2 ** 31 - 1).describe('Greatest change in a period.'),
  periodSeconds: z.int().min(1).max(1800).describe('Length of the period.'),
});

const rulesSchema = z.strictObject({
  stabilizationWindowSeconds: z
    .int()
    .min(0)
    .max(3600)
    .optional()
    .describe('How far back recommendations are remembered.'),
  selectPolicy: z
    .enum(['Max', 'Min', 'Disabled'])
    .optional()
    .describe('Which policy counts; Disabled forbids the direction.'),
  policies: z.array(policySchema).min(1).optional().describe('Limits of each step.'),
  tolerance: quantity.optional().describe('Share by which the metric may be off target without a change.'),
});

/** More pods than the largest cluster that Kubernetes supports has. */
const replicas = positive.max(1_000_000);

/** The HorizontalPodAutoscaler, autoscaling/v2, on one Pods metric and CPU where asked for. */
export const hpaSchema = z.strictObject({
  minReplicas: replicas.default(1).describe('Fewest replicas.'),
  maxReplicas: replicas.default(10).describe('Most replicas.'),
  metric: withDefaults(
    z.strictObject({
      profile: z
        .enum([...PROFILE_NAMES, 'auto'])
        .default('dcgm')
        .describe(
          'Whose series it is (docs/metric-profiles.md): sets the exporter and rule of a lab, and what is left out of name, averageValue, adapterSeries, honorLabels and gpuResource. auto finds out what a cluster has.',
        ),
      name: z
        .string()
        .min(1)
        .default('DCGM_FI_DEV_GPU_UTIL')
        .describe("Metric as custom.metrics.k8s.io names it; the profile's when left out."),
      averageValue: quantity
        .prefault('20')
        .describe("Target per pod, in the profile's unit; 20 percent when left out."),
    }),
  ).describe('The Pods metric and its target.'),
  cpu: z
    .strictObject({
      averageUtilization: positive.optional().describe('Target in percent of workload.cpuRequest.'),
      averageValue: quantity.optional().describe('Target per pod, for example 200m.'),
    })
    .optional()
    .describe(
      'CPU as a second metric of the same HPA; give one of the two targets. The larger proposal counts.',
    ),
  behavior: z
    .strictObject({
      scaleUp: rulesSchema.optional().describe('Rules of scale-out.'),
      scaleDown: rulesSchema.optional().describe('Rules of scale-in.'),
    })
    .optional()
    .describe('autoscaling/v2 behavior, passed through as written.'),
});

/** The metrics pipeline that the run installs on a lab; on a cluster it exists already. */
export const pipelineSchema = z.strictObject({
  adapterNamespace: dnsLabel.default('custom-metrics').describe('Namespace of prometheus-adapter.'),
  monitoringNamespace: dnsLabel
    .default('gpu-monitoring')
    .describe('Namespace of Prometheus and the exporter.'),
  adapterSeries: z
    .string()
    .default('DCGM_FI_DEV_GPU_UTIL')
    .describe(
      "Series that the adapter rule asks Prometheus for, the profile's when left out; a wrong name breaks the pipeline on purpose.",
    ),
  honorLabels: z
    .boolean()
    .default(true)
    .describe("honor_labels of the exporter's scrape job; the profile's when left out."),
  queryWindow: duration
    .prefault('0')
    .describe('Window of the adapter query (avg_over_time); 0 is an instant query.'),
});
