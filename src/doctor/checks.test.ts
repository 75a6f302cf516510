import { describe, expect, it } from 'vitest';
import type { Deployment, Hpa, LimitRange, Node, Pod, ResourceQuota } from '../kube/objects.ts';
import { profileOf } from '../metric/catalogue.ts';
import { checkCustomMetrics } from './check-custom-metrics.ts';
import { checkExisting } from './check-existing.ts';
import { checkGpus } from './check-gpus.ts';
import { checkLimitRanges } from './check-limit-ranges.ts';
import { checkQuota } from './check-quota.ts';
import { checkOtherHpas, checkReplicaWriters } from './check-rivals.ts';
import { checkSeries } from './check-series.ts';
import { demandOf } from './demand.ts';
import type { SeriesFacts } from './gpu-series.ts';
import type { Learned } from './learn.ts';
import { looksLikeProduction } from './looks-like-production.ts';
import { scenarioOf } from './scenario.fixture.ts';

const known = <T>(value: T): Learned<T> => ({ known: true, value });
const forbidden = { known: false, why: 'looking is forbidden' } as const;

function nodeOf(
  name: string,
  gpus: number,
  over: { spec?: Node['spec']; ready?: 'True' | 'False' } = {},
): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: over.spec ?? { taints: [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' }] },
    status: {
      allocatable: { 'nvidia.com/gpu': String(gpus) },
      conditions: [{ type: 'Ready', status: over.ready ?? 'True' }],
    },
  };
}

function podOn(
  nodeName: string,
  gpus: number,
  name = 'other-1',
  phase: 'Running' | 'Succeeded' = 'Running',
): Pod {
  const limits = { 'nvidia.com/gpu': String(gpus) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'gallery' },
    spec: { nodeName, containers: [{ name: 'main', resources: { limits } }] },
    status: { phase },
  };
}

describe('GPUs', () => {
  const demand = demandOf(
    scenarioOf({ hpa: { maxReplicas: 6 }, assertions: [{ kind: 'scalesOut', atLeast: 3 }] }),
    { existing: undefined },
  );
  const verdicts = (nodes: readonly Node[], pods: readonly Pod[] = []) =>
    checkGpus(demand, { nodes: known(nodes), pods: known(pods) }).map(({ id, status, dooms }) => [
      id,
      status,
      dooms,
    ]);

  it('for maxReplicas are enough', () => {
    expect(verdicts([nodeOf('a', 4), nodeOf('b', 2)])).toEqual([
      ['gpus-for-the-run', 'ok', false],
      ['gpus-for-max-replicas', 'ok', false],
    ]);
  });

  it('for what scalesOut wants to see but not for maxReplicas are told, and the run can go on', () => {
    expect(verdicts([nodeOf('a', 4)])).toEqual([
      ['gpus-for-the-run', 'ok', false],
      ['gpus-for-max-replicas', 'missing', false],
    ]);
  });

  it('for fewer than scalesOut wants to see doom the run', () => {
    expect(verdicts([nodeOf('a', 2)])).toEqual([['gpus-for-the-run', 'missing', true]]);
  });

  it('that others hold do not count, those of the workload itself and of finished pods do', () => {
    const nodes = [nodeOf('a', 6)];
    expect(verdicts(nodes, [podOn('a', 4)])).toEqual([['gpus-for-the-run', 'missing', true]]);
    expect(verdicts(nodes, [podOn('a', 4, 'painter-7d-x'), podOn('a', 4, 'job-1', 'Succeeded')])[1]).toEqual([
      'gpus-for-max-replicas',
      'ok',
      false,
    ]);
  });

  it.each([
    ['not ready', { ready: 'False' }],
    ['cordoned', { spec: { unschedulable: true } }],
    ['tainted by others', { spec: { taints: [{ key: 'team', effect: 'NoExecute' }] } }],
  ] as const)('of a node that is %s do not count', (_what, over) => {
    expect(verdicts([nodeOf('a', 8, over)])).toEqual([['gpus-for-the-run', 'missing', true]]);
  });

  it('that may not be looked at are unknown', () => {
    const [check] = checkGpus(demand, { nodes: forbidden, pods: known([]) });
    expect(check).toMatchObject({ status: 'unknown', seen: 'looking is forbidden', dooms: false });
  });
});

describe('limit ranges', () => {
  const demand = demandOf(scenarioOf(), { existing: undefined });
  const check = (...limits: NonNullable<NonNullable<LimitRange['spec']>['limits']>) => {
    const range = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'small' }, spec: { limits } };
    return checkLimitRanges(demand, { limitRanges: known([range]) });
  };

  it.each([
    [
      'a default below the request',
      { type: 'Container', default: { cpu: '100m' } },
      'container serving requests 250m of cpu, and its limit is 100m',
    ],
    [
      'a maximum below it',
      { type: 'Container', max: { memory: '128Mi' } },
      'container serving requests 256Mi of memory, and its limit is 128Mi',
    ],
    [
      'a minimum above it',
      { type: 'Container', min: { cpu: '1' } },
      'container serving requests 250m cpu, at least 1 is asked for',
    ],
    [
      'fewer GPUs',
      { type: 'Container', max: { 'nvidia.com/gpu': '0' } },
      'container serving has 1 limit of nvidia.com/gpu, at most 0 is allowed',
    ],
    [
      'a maximum of pods without limits',
      { type: 'Pod', max: { cpu: '4' } },
      'the pod has no limit of cpu, at most 4 is allowed',
    ],
    [
      'a ratio',
      { type: 'Container', default: { cpu: '2' }, maxLimitRequestRatio: { cpu: '4' } },
      'has a limit of cpu over 4 times its request',
    ],
  ])('with %s doom the run, because no pod of it is ever made', (_, limits, said) => {
    const { status, dooms, seen } = check(limits);
    expect([status, dooms]).toEqual(['missing', true]);
    expect(seen).toContain(said);
  });

  it('that fill in what fits admit the pods, and those that must not be looked at are not known', () => {
    const roomy = { cpu: '2', memory: '1Gi' };
    expect(check({ type: 'Container', default: roomy, max: roomy, min: { cpu: '10m' } }).status).toBe('ok');
    expect(check({ type: 'PersistentVolumeClaim', max: { storage: '1' } }).status).toBe('ok');
    expect(checkLimitRanges(demand, { limitRanges: forbidden }).status).toBe('unknown');
  });
});

describe('quota', () => {
  const demand = demandOf(scenarioOf({ hpa: { maxReplicas: 4, minReplicas: 2 } }), { existing: undefined });
  const quotaOf = (hard: Record<string, string>, used: Record<string, string> = {}): ResourceQuota => ({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'team' },
    status: { hard, used },
  });
  it.each([
    [{ 'requests.nvidia.com/gpu': '4' }, {}, 'ok', false],
    [{ 'requests.nvidia.com/gpu': '4' }, { 'requests.nvidia.com/gpu': '1' }, 'missing', false],
    [{ pods: '10', 'requests.cpu': '300m' }, {}, 'missing', true],
    [{ 'requests.memory': '1Gi' }, {}, 'ok', false],
    [{ 'requests.memory': '1Gi' }, { 'requests.memory': '600Mi' }, 'missing', true],
    [{ 'count/secrets': '0' }, {}, 'ok', false],
  ])('%j with %j used is %s, dooms the run: %s', (hard, used, status, dooms) => {
    expect(checkQuota(demand, { quotas: known([quotaOf(hard, used)]) })).toMatchObject({ status, dooms });
  });

  it('counts the replicas that run already as room, also where the quota is overdrawn', () => {
    const quotas = known([quotaOf({ pods: '2' }, { pods: '3' })]);
    const { seen, dooms } = checkQuota({ ...demand, runningReplicas: 3 }, { quotas });
    expect([seen, dooms]).toEqual(['room for 2 pods: ResourceQuota team: pods 3 of 2 used, 1 a pod', false]);
  });

  it('says which limit is the tightest, and to what maxReplicas would have to go', () => {
    const quotas = known([quotaOf({ pods: '3', 'requests.nvidia.com/gpu': '2' })]);
    const { seen, fix } = checkQuota(demand, { quotas });
    expect(seen).toBe('room for 2 pods: ResourceQuota team: requests.nvidia.com/gpu 0 of 2 used, 1 a pod');
    expect(fix).toContain('lower maxReplicas to 2');
  });
});

function hpaOf(name: string, target: string, over: Partial<Hpa> = {}): Hpa {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: target },
      maxReplicas: 4,
      metrics: [{ type: 'Pods', pods: { metric: { name: 'DCGM_FI_DEV_GPU_UTIL' } } }],
    },
    ...over,
  };
}

const MINE = { namespace: 'gallery', deployment: 'painter', hpa: 'painter' };

it('another HPA on the same Deployment dooms the run, one on another Deployment does not', () => {
  const hpas = [hpaOf('painter', 'painter'), hpaOf('else', 'sculptor')];
  expect(checkOtherHpas(MINE, { hpas: known(hpas) }).status).toBe('ok');
  const check = checkOtherHpas(MINE, { hpas: known([...hpas, hpaOf('keda-hpa-painter', 'painter')]) });
  expect(check).toMatchObject({ status: 'missing', dooms: true, seen: 'HPA gallery/keda-hpa-painter' });
});

function deploymentOf(managedFields: Deployment['metadata']['managedFields'] = []): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'painter', creationTimestamp: '2026-01-01T00:00:00Z', managedFields },
    spec: { selector: {} },
    status: { readyReplicas: 1 },
  };
}

describe('spec.replicas of an existing Deployment', () => {
  const replicas = { 'f:spec': { 'f:replicas': {}, 'f:template': {} } };
  const writtenBy = (manager: string, subresource?: string) =>
    checkReplicaWriters({
      existing: {
        deployment: known(
          deploymentOf([
            { manager, fieldsV1: replicas, ...(subresource === undefined ? {} : { subresource }) },
          ]),
        ),
        service: known(undefined),
        hpa: known(undefined),
      },
    })[0];
  it('that the HPA writes is as it should be', () => {
    expect(writtenBy('kube-controller-manager', 'scale')?.status).toBe('ok');
  });
  it('that a person applied once is told, and the run can go on', () => {
    expect(writtenBy('kubectl-client-side-apply')).toMatchObject({ status: 'missing', dooms: false });
  });
  it('that a GitOps controller owns dooms the run, because it writes it again', () => {
    expect(writtenBy('argocd-controller')).toMatchObject({ status: 'missing', dooms: true });
    expect(writtenBy('kustomize-controller')?.seen).toBe('kustomize-controller owns it');
  });
});

describe('objects of `existing:`', () => {
  const scenario = scenarioOf({
    existing: { namespace: 'theirs', deployment: 'painter', service: 'front', hpa: 'scaling' },
  });
  const DAY = Date.parse('2026-01-02T00:00:00Z');
  const checks = (hpa: Hpa, now = DAY) =>
    checkExisting(
      scenario,
      {
        existing: { deployment: known(deploymentOf()), service: known(undefined), hpa: known(hpa) },
      } as Parameters<typeof checkExisting>[1],
      now,
    );
  const failing = {
    conditions: [
      {
        type: 'ScalingActive',
        status: 'False',
        reason: 'FailedGetPodsMetric',
        message: 'no metrics',
      } as const,
    ],
    desiredReplicas: 1,
  };

  it('that are missing, or are for something else, doom the run', () => {
    const other = hpaOf('scaling', 'sculptor', { status: failing });
    const metrics = [{ type: 'Resource', resource: { name: 'cpu' } } as const];
    const doomed = checks({ ...other, spec: { ...other.spec, metrics } }).filter(({ dooms }) => dooms);
    expect(doomed.map(({ id, seen }) => [id, seen])).toEqual([
      ['existing-service', 'it is not'],
      ['hpa-target', 'it scales Deployment sculptor'],
      ['hpa-metric', 'it scales on cpu'],
      ['hpa-reads', 'FailedGetPodsMetric: no metrics'],
    ]);
  });

  it('that are new are not blamed for a metric that the HPA has not read yet', () => {
    const fresh = checks(
      hpaOf('scaling', 'painter', { status: failing }),
      Date.parse('2026-01-01T00:01:00Z'),
    );
    expect(fresh.at(-1)).toMatchObject({ id: 'hpa-reads', status: 'unknown', dooms: false });
    const ambiguous = [{ type: 'ScalingActive', status: 'False', reason: 'AmbiguousSelector' } as const];
    const status = { conditions: ambiguous, desiredReplicas: 1 };
    expect(
      checks(hpaOf('scaling', 'painter', { status }), Date.parse('2026-01-01T00:01:00Z')).at(-1)?.dooms,
    ).toBe(true);
  });
});

describe('series of the exporter', () => {
  const series = (labels: Record<string, string>): SeriesFacts['series'] => [
    { metric: 'DCGM_FI_DEV_GPU_UTIL', labels, samples: [] },
  ];
  const none: SeriesFacts = {
    series: [],
    earlier: [],
    ofWorkload: undefined,
    targets: '',
    honours: new Map(),
  };
  const asked = (facts: Partial<SeriesFacts>, name = 'http://p') => ({
    name,
    facts: known({ ...none, ...facts }),
  });
  const labels = (facts: Partial<SeriesFacts>, mustBeThere: boolean) =>
    checkSeries({ exporter: asked(facts) }, profileOf('dcgm'), mustBeThere)[2];

  it.each([
    [{ namespace: 'gallery', pod: 'painter-1' }, 'namespace and pod'],
    [
      { namespace: 'gpu', pod: 'dcgm-exporter-x', exported_namespace: 'gallery', exported_pod: 'painter-1' },
      'exported_namespace and exported_pod',
    ],
  ])('with %j name the pods that hold the GPUs', (given, said) => {
    expect(labels({ series: series(given) }, true)).toMatchObject({
      status: 'ok',
      seen: `they do, as ${said}`,
    });
  });

  it("with no pod but the exporter's own doom the run if a pod has held a GPU for long, else nobody knows", () => {
    const given = { series: series({ gpu: '0', namespace: 'gpu', pod: 'nvidia-dcgm-exporter-x' }) };
    expect(labels(given, true)).toMatchObject({ status: 'missing', dooms: true });
    expect(labels(given, false)).toMatchObject({ status: 'unknown', dooms: false });
  });

  it('of an existing workload must be its own', () => {
    const given = { series: series({ namespace: 'else', pod: 'x' }), ofWorkload: [] };
    expect(labels(given, true)?.seen).toContain('no series has the labels of the workload');
  });

  it('that are not there are missing, with the state of the targets', () => {
    const [, present] = checkSeries(
      { exporter: asked({ targets: 'http://x is down: refused' }) },
      profileOf('dcgm'),
      false,
    );
    expect(present).toMatchObject({
      status: 'missing',
      dooms: true,
      seen: 'none; http://x is down: refused',
    });
  });

  it("in the exporter's Prometheus but not in the adapter's name the hop between them, and whom to ask there", () => {
    const exporter = asked({ series: series({ namespace: 'gallery', pod: 'painter-1' }) }, 'http://gpus');
    const adapter = asked({ targets: '' }, 'Service query/thanos:9090 through the API server');
    const found = checkSeries({ exporter, adapter }, profileOf('dcgm'), true);
    expect(found.map(({ id, hop, status }) => `${hop}: ${id} ${status}`)).toEqual([
      'Prometheus: prometheus-answers ok',
      'exporter: exporter-series ok',
      'Prometheus: adapter-prometheus-answers ok',
      'Prometheus: adapter-series missing',
      'Prometheus: series-labels missing',
    ]);
    expect(found[0]?.wanted).toBe("the exporter's Prometheus answers at http://gpus");
    expect(found[2]?.wanted).toContain('Service query/thanos:9090 through the API server');
  });

  it('of a Prometheus that does not answer are not asked for, and its own hint is the fix', () => {
    const facts = { known: false, why: 'refused: 401', hint: 'renew the token in /run/token' } as const;
    expect(checkSeries({ exporter: { name: 'http://p', facts } }, profileOf('dcgm'), true)).toEqual([
      expect.objectContaining({ id: 'prometheus-answers', status: 'missing', fix: facts.hint, dooms: true }),
    ]);
  });
});

describe('the custom metrics API', () => {
  const metric = 'DCGM_FI_DEV_GPU_UTIL';
  const service = (status: 'True' | 'False') =>
    known({
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.custom.metrics.k8s.io' },
      spec: { service: { name: 'adapter', namespace: 'custom-metrics' } },
      status: {
        conditions: [
          { type: 'Available', status, reason: 'FailedDiscoveryCheck', message: 'no route' } as const,
        ],
      },
    });
  const discovery = (names: readonly string[], status = 200) => known({ status, names, said: 'busy' });

  it('that is available and lists the metric is ok', () => {
    const facts = { apiService: service('True'), discovery: discovery([`pods/${metric}`]) };
    expect(checkCustomMetrics(metric, profileOf('dcgm'), facts, true).map(({ status }) => status)).toEqual([
      'ok',
      'ok',
    ]);
  });

  it('that is not available says so in its own words, with the Service behind it', () => {
    const [api] = checkCustomMetrics(
      metric,
      profileOf('dcgm'),
      { apiService: service('False'), discovery: discovery([], 503) },
      true,
    );
    expect(api).toMatchObject({
      status: 'missing',
      seen: 'not available: FailedDiscoveryCheck: no route (served by Service custom-metrics/adapter)',
    });
  });

  it('that lists other metrics only dooms the run where a pod has held a GPU, else nobody knows', () => {
    const facts = {
      apiService: service('True'),
      discovery: discovery(['pods/other', `namespaces/${metric}`]),
    };
    expect(checkCustomMetrics(metric, profileOf('dcgm'), facts, true)[1]).toMatchObject({
      dooms: true,
      seen: 'it lists pods/other',
    });
    expect(checkCustomMetrics(metric, profileOf('dcgm'), facts, false)[1]).toMatchObject({
      status: 'unknown',
      dooms: false,
    });
  });

  it('that may not be looked at is unknown', () => {
    const checks = checkCustomMetrics(
      metric,
      profileOf('dcgm'),
      { apiService: forbidden, discovery: forbidden },
      true,
    );
    expect(checks.map(({ status }) => status)).toEqual(['unknown', 'unknown']);
  });
});

it.each([
  ['prod-eu', 'https://10.0.0.1', 'context prod-eu'],
  ['lab', 'https://api.production.example.com', 'server https://api.production.example.com'],
  ['gke_live_1', 'https://x', 'context gke_live_1'],
  ['delivery', 'https://olive', undefined],
  ['staging', 'https://127.0.0.1:6443', undefined],
])('context %s on %s looks like production: %s', (context, server, expected) => {
  expect(looksLikeProduction({ context, server })).toBe(expected);
});
