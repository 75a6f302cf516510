import type { PodLabels } from './profile.ts';

/** dcgm-exporter, cAdvisor and AMD's exporter. */
export const PLAIN: PodLabels = { namespace: 'namespace', pod: 'pod', container: 'container' };
/** What Prometheus makes of those when it does not honour them. */
const EXPORTED: PodLabels = {
  namespace: 'exported_namespace',
  pod: 'exported_pod',
  container: 'exported_container',
};
/** Exporters of the time before DCGM, and kubelets before 1.16. */
export const OLDER: PodLabels = {
  namespace: 'namespace_name',
  pod: 'pod_name',
  container: 'container_name',
};
/** Intel XPU Manager 1.x. */
export const KUBE: PodLabels = {
  namespace: 'kube_namespace',
  pod: 'kube_pod',
  container: 'kube_container',
};
/** Alibaba Cloud's GPU exporter. */
export const CAPITAL: PodLabels = {
  namespace: 'NamespaceName',
  pod: 'PodName',
  container: 'ContainerName',
};

/**
 * Every way in which a series may name the pod that holds its GPU. The plain one comes last: beside any of the
 * others, `pod` is the exporter's own.
 */
export const POD_LABELS: readonly PodLabels[] = [EXPORTED, KUBE, CAPITAL, OLDER, PLAIN];

/** The labels by which a series names a pod; `undefined` when it names none. */
export function podLabelsOn(labels: Readonly<Record<string, string>>): PodLabels | undefined {
  return POD_LABELS.find(({ namespace, pod }) => labels[pod] && labels[namespace]);
}
