import { expect, test } from 'vitest';
import { METRIC_ERRORS } from './metric-errors.ts';

const IN_HPA = 'the HPA was unable to compute the replica count: unable to get metric DCGM_FI_DEV_GPU_UTIL: ';
const FETCH = `${IN_HPA}unable to fetch metrics from custom metrics API: `;

// Whole messages as a condition of the HPA shows them, one for each broken layer.
test.for([
  [`${FETCH}no custom metrics API (custom.metrics.k8s.io) registered`, 'API_NOT_REGISTERED'],
  [
    `${FETCH}the server is currently unable to handle the request (get pods.custom.metrics.k8s.io *)`,
    'API_UNAVAILABLE',
  ],
  [
    `${FETCH}pods.custom.metrics.k8s.io "*" is forbidden: User "system:serviceaccount:kube-system:horizontal-pod-autoscaler" cannot get resource "pods/DCGM_FI_DEV_GPU_UTIL"`,
    'HPA_FORBIDDEN',
  ],
  [`${FETCH}the server could not find the metric DCGM_FI_DEV_GPU_UTIL for pods`, 'NOT_DISCOVERED'],
  [`${FETCH}Internal error occurred: unable to fetch metrics`, 'ADAPTER_QUERY_FAILED'],
  [`${FETCH}Internal error occurred: unable to list matching resources`, 'ADAPTER_FORBIDDEN'],
  [`${IN_HPA}no metrics returned from custom metrics API`, 'NO_ROWS'],
  ['did not receive metrics for targeted pods (pods might be unready)', 'PODS_WITHOUT_METRIC'],
] as const)('%s', ([text, id]) => {
  expect(METRIC_ERRORS.find((entry) => entry.pattern.test(text))?.id).toBe(id);
});
