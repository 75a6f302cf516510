import { getObject } from '../../kube/access.ts';
import type { KubeConnection } from '../../kube/connect.ts';
import type { Deployment, KubeObject } from '../../kube/objects.ts';
import { patchObject, scaleObject } from '../../kube/patch.ts';
import { describeK6Exit } from '../../load/k6-exit.ts';
import { workloadRefs } from '../../workload/refs.ts';
import type { WorkloadParts } from '../../workload/serving.ts';
import type { PodSenderSpec } from './pod-sender.ts';

/** What a kind of sender in the cluster has of its own. */
export type SenderSwitches = Pick<
  PodSenderSpec,
  'name' | 'how' | 'switchOn' | 'switchOff' | 'stillOn' | 'faultOf'
>;

/** The press: scaled to 1, and to 0 (row S16). It never ends by itself. */
export function pressSwitches(connection: KubeConnection, parts: WorkloadParts): SenderSwitches {
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', ...placeOf(parts) };
  return {
    name: 'the press',
    how: `scaling Deployment ${ref.namespace}/${ref.name} to 0`,
    switchOn: () => scaleObject(connection, ref, 1),
    switchOff: () => scaleObject(connection, ref, 0),
    stillOn: async () => {
      const found = await getObject<Deployment>(connection, ref);
      const [wanted, running] = [found?.spec.replicas ?? 0, found?.status?.replicas ?? 0];
      if (wanted > 0) return `its Deployment wants ${wanted} replicas again: somebody else scaled it up`;
      return running > 0 ? `its Deployment still has ${running} replicas` : undefined;
    },
    faultOf: ({ code, reason }) => `the press ended with exit code ${code} (${reason})`,
  };
}

interface Job extends KubeObject {
  readonly spec: { readonly suspend?: boolean };
  readonly status?: { readonly active?: number };
}

/** k6 as a Job: no longer suspended, and suspended. It ends by itself. */
export function jobSwitches(connection: KubeConnection, parts: WorkloadParts): SenderSwitches {
  const ref = { apiVersion: 'batch/v1', kind: 'Job', ...placeOf(parts) };
  const suspend = async (on: boolean) => void (await patchObject(connection, ref, { spec: { suspend: on } }));
  return {
    name: 'k6',
    how: `the end of Job ${ref.namespace}/${ref.name}`,
    switchOn: () => suspend(false),
    switchOff: async () => {
      const found = await getObject<Job>(connection, ref);
      if ((found?.status?.active ?? 0) > 0) await suspend(true);
    },
    stillOn: async () => {
      const active = (await getObject<Job>(connection, ref))?.status?.active ?? 0;
      return active > 0 ? `its Job still has ${active} pods` : undefined;
    },
    faultOf: ({ code, reason }) =>
      code < 0 ? `the pod of k6 failed: ${reason}` : describeK6Exit({ code, signal: undefined }, ''),
  };
}

function placeOf({ scenario }: WorkloadParts): { readonly name: string; readonly namespace: string } {
  return { name: scenario.load.sender.name, namespace: workloadRefs(scenario).namespace };
}
