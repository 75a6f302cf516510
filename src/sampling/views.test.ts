import { describe, expect, it } from 'vitest';
import type { Deployment, EndpointSlice, Event, Hpa, Node, Pod } from '../kube/objects.ts';
import { makeChangeFilter } from './change-filter.ts';
import { makeEndpointsView } from './endpoints-view.ts';
import { eventOf } from './event-view.ts';
import { makeGpuCount } from './gpu-count.ts';
import { makePodSteps } from './pod-steps.ts';
import { hpaOf, hpaSpecOf, replicasOf } from './workload-view.ts';

const NAME = 'fast-style-transfer-serving';

const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: NAME, namespace: 'style-transfer', generation: 3 },
  spec: { replicas: 5, selector: { matchLabels: { app: NAME } } },
  status: { replicas: 5, readyReplicas: 2, availableReplicas: 1, updatedReplicas: 5 },
};

it('reads the replicas of a Deployment, and 0 for counts that its status leaves out', () => {
  expect(replicasOf(deployment, 7)).toEqual({
    kind: 'replicas',
    at: 7,
    desired: 5,
    current: 5,
    ready: 2,
    available: 1,
  });
  expect(replicasOf({ ...deployment, status: {} }, 7)).toMatchObject({ current: 0, ready: 0, available: 0 });
});

const hpa: Hpa = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: NAME, namespace: 'style-transfer' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: NAME },
    minReplicas: 1,
    maxReplicas: 10,
    metrics: [
      {
        type: 'Pods',
        pods: {
          metric: { name: 'DCGM_FI_DEV_GPU_UTIL' },
          target: { type: 'AverageValue', averageValue: '20' },
        },
      },
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
      },
    ],
  },
  status: {
    currentReplicas: 1,
    desiredReplicas: 5,
    currentMetrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', current: { averageValue: '120m', averageUtilization: 12 } },
      },
      {
        type: 'Pods',
        pods: { metric: { name: 'DCGM_FI_DEV_GPU_UTIL' }, current: { averageValue: '64500m' } },
      },
    ],
    conditions: [
      {
        type: 'ScalingLimited',
        status: 'True',
        reason: 'ScaleUpLimit',
        message: 'too fast',
        lastTransitionTime: 'x',
      },
    ],
  },
};

describe('a HorizontalPodAutoscaler', () => {
  it('is read with each metric beside its own target, in the unit of the target', () => {
    const seen = hpaOf(hpa, 7);
    expect(seen).toMatchObject({ desired: 5, current: 1, min: 1, max: 10 });
    expect(seen.metrics).toEqual([
      { name: 'DCGM_FI_DEV_GPU_UTIL', value: 64.5, target: 20 },
      { name: 'cpu', value: 12, target: 80 },
    ]);
    expect(seen.conditions).toEqual([
      { type: 'ScalingLimited', status: 'True', reason: 'ScaleUpLimit', message: 'too fast' },
    ]);
  });

  it('has no value, not 0, where it could not read the metric', () => {
    const blind = { ...hpa, status: { ...hpa.status!, currentMetrics: null } };
    expect(hpaOf(blind, 7).metrics.map((metric) => metric.value)).toEqual([null, null]);
    const strange = [{ type: '' }] as unknown as NonNullable<Hpa['status']>['currentMetrics'];
    expect(
      hpaOf({ ...hpa, status: { ...hpa.status!, currentMetrics: strange ?? null } }, 7).metrics[0]?.value,
    ).toBe(null);
  });

  it('keeps a value of 0 as 0', () => {
    const idle = [
      { type: 'Pods', pods: { metric: { name: 'DCGM_FI_DEV_GPU_UTIL' }, current: { averageValue: '0' } } },
    ] as const;
    expect(hpaOf({ ...hpa, status: { ...hpa.status!, currentMetrics: idle } }, 7).metrics[0]?.value).toBe(0);
  });

  it('changes its spec version when and only when the spec changes', () => {
    const version = hpaOf(hpa, 7).specVersion;
    expect(hpaOf({ ...hpa, status: { desiredReplicas: 9 } }, 8).specVersion).toBe(version);
    expect(hpaOf({ ...hpa, spec: { ...hpa.spec, maxReplicas: 11 } }, 8).specVersion).not.toBe(version);
  });
});

describe('the spec of a HorizontalPodAutoscaler', () => {
  const fieldsV1 = { 'f:spec': {} };
  const managedFields = [
    { manager: 'scaleproof', operation: 'Apply', time: '2026-01-15T10:00:00Z', fieldsV1 },
    { manager: 'kubectl-edit', operation: 'Update', time: '2026-01-15T10:00:09Z', fieldsV1 },
    { manager: 'kubectl-label', operation: 'Update', time: '2026-01-15T10:00:20Z', fieldsV1: {} },
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      subresource: 'status',
      time: '2026-01-15T10:00:30Z',
      fieldsV1,
    },
  ] as const;

  it('is told whole, with who wrote it last', () => {
    const metadata = { ...hpa.metadata, resourceVersion: '41', generation: 3, managedFields };
    const seen = hpaSpecOf({ ...hpa, metadata }, 7);
    expect(seen).toMatchObject({ at: 7, resourceVersion: '41', generation: 3, writer: 'kubectl-edit' });
    expect(seen.spec).toEqual(hpa.spec);
    expect(seen.specVersion).toBe(hpaOf({ ...hpa, metadata }, 7).specVersion);
  });

  it('names no writer where the object does not', () => {
    expect(hpaSpecOf(hpa, 7)).not.toHaveProperty('writer');
  });
});

const pending: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `${NAME}-abc-1`, namespace: 'style-transfer', uid: 'u1' },
  spec: { containers: [{ name: 'serving', resources: { limits: { 'nvidia.com/gpu': '2', cpu: '1' } } }] },
  status: { phase: 'Pending' },
};
const bound: Pod = { ...pending, spec: { ...pending.spec, nodeName: 'gpu-node-0' } };
const running = (more: object = {}, ready: 'True' | 'False' = 'True'): Pod => ({
  ...bound,
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: ready, reason: 'ContainersNotReady' }],
    containerStatuses: [
      {
        name: 'serving',
        ready: ready === 'True',
        restartCount: 0,
        image: 'i',
        state: { running: {} },
        ...more,
      },
    ],
  },
});
const leaving = (pod: Pod): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, deletionTimestamp: '2026-01-15T10:00:00Z', deletionGracePeriodSeconds: 30 },
});

describe('the life of a pod', () => {
  const changes = (...pods: readonly Pod[]) => {
    const steps = makePodSteps();
    return pods.map((pod, at) => steps.see(pod, at).map((step) => step.change));
  };

  it('is told step by step, each step once', () => {
    expect(
      changes(pending, pending, bound, running({}, 'False'), running(), running(), leaving(running())),
    ).toEqual([['created'], [], ['scheduled'], ['started'], ['ready'], [], ['terminating']]);
  });

  it('is told in order when it is seen late', () => {
    expect(changes(running())).toEqual([['created', 'scheduled', 'started', 'ready']]);
  });

  it('names the node and the GPUs charged when it is scheduled', () => {
    expect(makePodSteps().see(bound, 5)[1]).toEqual({
      kind: 'pod',
      at: 5,
      pod: `${NAME}-abc-1`,
      change: 'scheduled',
      node: 'gpu-node-0',
      gpus: 2,
    });
  });

  it('tells a restart with how the container ended, and the readiness lost with it', () => {
    const killed = { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } };
    const steps = makePodSteps();
    steps.see(running(), 0);
    expect(steps.see(running({ restartCount: 1, ...killed }, 'False'), 1)).toMatchObject([
      { change: 'restarted', detail: 'serving: OOMKilled, exit code 137' },
      { change: 'unready', detail: 'ContainersNotReady' },
    ]);
  });

  it('tells a failure once for each reason', () => {
    const waiting = (reason: string) => running({ state: { waiting: { reason } } }, 'False');
    expect(
      changes(bound, waiting('ImagePullBackOff'), waiting('ImagePullBackOff'), waiting('CrashLoopBackOff')),
    ).toEqual([['created', 'scheduled'], ['failed'], [], ['failed']]);
  });

  it('does not call it unready when it loses its readiness on the way out', () => {
    expect(changes(running(), leaving(running()), leaving(running({}, 'False')))).toEqual([
      ['created', 'scheduled', 'started', 'ready'],
      ['terminating'],
      [],
    ]);
  });

  it('begins anew for a pod of the same name with another uid', () => {
    const again = { ...pending, metadata: { ...pending.metadata, uid: 'u2' } };
    const steps = makePodSteps();
    steps.see(pending, 0);
    expect(steps.gone(pending, 1)).toMatchObject([{ change: 'deleted' }]);
    expect(steps.see(again, 2)).toMatchObject([{ change: 'created' }]);
  });
});

const slice = (name: string, ...endpoints: NonNullable<EndpointSlice['endpoints']>): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name },
  addressType: 'IPv4',
  endpoints,
});

it('joins the endpoints of all slices of a Service, the leaving ones apart', () => {
  const view = makeEndpointsView();
  const pod = (name: string, conditions: object) => ({
    addresses: ['10.244.0.9'],
    targetRef: { kind: 'Pod', name },
    conditions,
  });
  view.see(
    slice(
      's1',
      pod('b', { ready: true }),
      pod('c', { ready: false }),
      pod('d', { ready: false, terminating: true }),
    ),
  );
  view.see(slice('s2', pod('a', {}), { addresses: ['10.244.0.7'] }));
  expect(view.at(3)).toEqual({
    kind: 'endpoints',
    at: 3,
    ready: ['10.244.0.7', 'a', 'b'],
    terminating: ['d'],
  });
  view.forget(slice('s2'));
  view.see(slice('s1'));
  expect(view.at(4)).toMatchObject({ ready: [], terminating: [] });
});

it('counts GPUs that nodes offer and that bound, unfinished pods hold', () => {
  const node = (name: string, allocatable: Record<string, string>): Node => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { allocatable },
  });
  const count = makeGpuCount();
  count.seeNode(node('a', { 'nvidia.com/gpu': '4', cpu: '8' }));
  count.seeNode(node('b', { 'nvidia.com/mig-1g.10gb': '7' }));
  count.seePod(pending);
  expect(count.at(1)).toMatchObject({ allocatable: 11, allocated: 0 });
  count.seePod(bound);
  expect(count.at(2)).toMatchObject({ allocatable: 11, allocated: 2 });
  count.seePod({ ...bound, status: { phase: 'Succeeded' } });
  count.forgetNode(node('b', {}));
  expect(count.at(3)).toMatchObject({ allocatable: 4, allocated: 0 });
});

it('keeps events about the objects of the run and no others', () => {
  const event = (kind: string, name: string): Event => ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    type: 'Normal',
    reason: 'SuccessfulRescale',
    message: 'New size: 5',
    count: 2,
    involvedObject: { kind, name },
  });
  const ours = { deployment: NAME, service: NAME, hpa: 'gpu-hpa' };
  expect(eventOf(event('HorizontalPodAutoscaler', 'gpu-hpa'), ours, 9)).toEqual({
    kind: 'event',
    at: 9,
    type: 'Normal',
    reason: 'SuccessfulRescale',
    message: 'New size: 5',
    object: 'HorizontalPodAutoscaler/gpu-hpa',
    count: 2,
  });
  expect(eventOf(event('Pod', `${NAME}-abc-1`), ours, 9)).toBeDefined();
  expect(eventOf(event('Pod', 'other-abc-1'), ours, 9)).toBeUndefined();
  expect(eventOf(event('HorizontalPodAutoscaler', NAME), ours, 9)).toBeUndefined();
});

it('lets an observation through only when it says something new', () => {
  const isNews = makeChangeFilter();
  const seen = replicasOf(deployment, 1);
  expect([isNews(seen), isNews({ ...seen, at: 2 }), isNews({ ...seen, at: 3, ready: 3 })]).toEqual([
    true,
    false,
    true,
  ]);
});
