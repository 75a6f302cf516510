import { CUSTOM_METRICS_API } from '../workload/adapter/names.ts';
import type { PathPermission } from './permission.ts';
import type { RunShape } from './run-shape.ts';

/** Paths of the API server that a run reads. Stock clusters grant these to everybody who is logged in (`system:discovery`); hardened ones may not. */
export function pathsOf({ createsNamespace, objects, sender }: RunShape): readonly PathPermission[] {
  const needed = ['/version', '/readyz', '/api/v1', '/apis/apps/v1', '/apis/autoscaling/v2'];
  const isJobRead = (objects === 'ours' && createsNamespace) || sender?.kind === 'job';
  const forJobs = isJobRead ? ['/apis/batch/v1'] : [];
  const helpful = ['/apis/apiregistration.k8s.io/v1', `/apis/${CUSTOM_METRICS_API}/v1beta1`];
  const path = (need: PathPermission['need'], why: string) => (one: string) =>
    ({ verb: 'get', path: one, need, why }) as const;
  return [
    ...[...needed, ...forJobs].map(path('run', 'find out what the API server serves and whether it is well')),
    ...helpful.map(path('insight', 'preflight')),
  ];
}
