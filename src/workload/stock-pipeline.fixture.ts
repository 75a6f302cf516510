import { profileOf } from '../metric/catalogue.ts';
import { PROFILES } from '../plan/timing.ts';
import { DEFAULT_METRIC, DEFAULT_PIPELINE } from '../scenario/defaults.ts';
import type { PipelineParts } from './pipeline-parts.ts';

/** The pipeline as it is without any option. */
export const STOCK_PARTS: PipelineParts = {
  pipeline: DEFAULT_PIPELINE,
  profile: profileOf('dcgm'),
  metricName: DEFAULT_METRIC,
  timing: PROFILES.realtime,
};

/** What an API server must serve for all of it to be put up and looked through for pods that use it. */
export const PIPELINE_KINDS = {
  v1: ['*Namespace', 'ServiceAccount', 'ConfigMap', 'Secret', 'Service', 'Pod', 'PersistentVolumeClaim'],
  'apps/v1': ['Deployment', 'DaemonSet', 'StatefulSet'],
  'batch/v1': ['Job'],
  'rbac.authorization.k8s.io/v1': ['*ClusterRole', '*ClusterRoleBinding', 'RoleBinding'],
  'apiregistration.k8s.io/v1': ['*APIService'],
} as const;
