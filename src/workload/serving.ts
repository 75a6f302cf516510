import type { KubeObject, OwnerReference } from '../kube/objects.ts';
import type { Scenario } from '../scenario/schema.ts';
import { type Identity, labelsOf, selectorOf } from './labels.ts';
import { tolerated } from './monitoring/exporter.ts';
import { workloadRefs } from './refs.ts';

/** What the objects of a run are made from. */
export interface WorkloadParts {
  readonly scenario: Scenario;
  readonly runId: string;
}

/** The object that owns everything of a run in its namespace: delete it, and all of it goes. */
export function buildAnchor({ scenario, runId }: WorkloadParts): KubeObject {
  const name = `scaleproof-${runId}`;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: workloadRefs(scenario).namespace,
      labels: labelsOf({
        name: 'scaleproof-run',
        instance: scenario.workload.name,
        component: 'anchor',
        runId,
      }),
    },
    data: { scenario: scenario.name, runId },
  };
}

/**
 * The reference by which the anchor owns an object. It does not block the anchor's deletion: that takes the right to
 * update finalizers where owner references are enforced, and cleaning waits for each object anyway.
 */
export function ownedBy(anchor: KubeObject): OwnerReference {
  return {
    apiVersion: anchor.apiVersion,
    kind: anchor.kind,
    name: anchor.metadata.name,
    uid: anchor.metadata.uid ?? '',
  };
}

/** Metadata of an object of the run, owned by its anchor. */
export function runMetadata(parts: WorkloadParts, component: Identity['component'], owner: OwnerReference) {
  const { name, namespace } = parts.scenario.workload;
  return {
    name,
    namespace,
    labels: labelsOf({ name, instance: name, component, runId: parts.runId }),
    ownerReferences: [owner],
  };
}

/** Service in front of the serving pods. */
export function buildService(parts: WorkloadParts, owner: OwnerReference): KubeObject {
  const { name, port } = parts.scenario.workload;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: runMetadata(parts, 'serving', owner),
    spec: {
      type: 'ClusterIP',
      selector: selectorOf({ name, instance: name, component: 'serving' }),
      ports: [{ name: 'http', port, targetPort: 'http', protocol: 'TCP' }],
    },
  };
}

/** The Serving Deployment. `spec.replicas` is left out: it is the HPA's, and applying it would reset the scale. */
export function buildDeployment(parts: WorkloadParts, owner: OwnerReference): KubeObject {
  const { workload } = parts.scenario;
  const identity: Identity = { name: workload.name, instance: workload.name, component: 'serving' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: runMetadata(parts, 'serving', owner),
    spec: {
      selector: { matchLabels: selectorOf(identity) },
      template: {
        metadata: { labels: labelsOf({ ...identity, runId: parts.runId }) },
        spec: {
          automountServiceAccountToken: false,
          terminationGracePeriodSeconds: wholeSeconds(workload.terminationGrace),
          tolerations: [{ key: tolerated(workload.gpuResource), operator: 'Exists', effect: 'NoSchedule' }],
          containers: [servingContainer(workload)],
        },
      },
    },
  };
}

function servingContainer(workload: Scenario['workload']) {
  const preStopSeconds = wholeSeconds(workload.preStopSleep);
  return {
    name: 'serving',
    image: workload.image,
    ports: [{ name: 'http', containerPort: workload.port, protocol: 'TCP' }],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ...Object.entries({ PORT: String(workload.port), ...workload.env }).map(([name, value]) => ({
        name,
        value,
      })),
    ],
    resources: {
      requests: { cpu: workload.cpuRequest, memory: '256Mi' },
      limits: { [workload.gpuResource]: String(workload.gpusPerPod) },
    },
    // Asks only whether the port is open, so that a pod that never gets ready is not restarted over and over.
    startupProbe: {
      tcpSocket: { port: 'http' },
      periodSeconds: 1,
      failureThreshold: Math.max(3, wholeSeconds(workload.startupBudget)),
    },
    readinessProbe: {
      httpGet: { path: workload.readinessPath, port: 'http' },
      periodSeconds: Math.max(1, wholeSeconds(workload.readinessPeriod)),
      failureThreshold: 2,
    },
    ...(preStopSeconds > 0 ? { lifecycle: { preStop: { sleep: { seconds: preStopSeconds } } } } : {}),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
