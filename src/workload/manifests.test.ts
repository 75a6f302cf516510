import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { KubeObject } from '../kube/objects.ts';
import { PROFILES } from '../plan/timing.ts';
import { type ScenarioFile, scenarioSchema } from '../scenario/schema.ts';
import { type AdapterRule, adapterConfig } from './adapter/rules.ts';
import { buildWorkload } from './apply-workload.ts';
import { prometheusConfig } from './monitoring/prometheus-config.ts';
import { buildNamespace } from './namespace.ts';
import { buildPipeline, buildPipelineNamespaces } from './pipeline.ts';
import { pipelinePartsOf } from './pipeline-parts.ts';
import { buildAnchor, ownedBy } from './serving.ts';

const scenario = (change: Partial<ScenarioFile> = {}) =>
  scenarioSchema.parse({
    name: 'fast-style-transfer',
    load: { stages: [{ kind: 'hold', name: 'hold', rate: 1, duration: '1s' }] },
    assertions: [{ kind: 'noRequestLost' }],
    ...change,
  });
const parts = (change: Partial<ScenarioFile> = {}) => ({
  scenario: scenario(change),
  runId: '20260101-000000-abcd',
});
const CERTIFICATE = { caPem: 'CA\n', certificatePem: 'CERTIFICATE\n', keyPem: 'KEY\n' };

function workloadOf(change: Partial<ScenarioFile> = {}): readonly KubeObject[] {
  const anchor = buildAnchor(parts(change));
  const placed = { ...anchor, metadata: { ...anchor.metadata, uid: '<uid of the anchor>' } };
  return [
    buildNamespace(parts(change).scenario.workload.namespace),
    anchor,
    ...buildWorkload(parts(change), ownedBy(placed)),
  ];
}

function pipelineOf(change: Partial<ScenarioFile> = {}): readonly KubeObject[] {
  const from = pipelinePartsOf(scenario(change), PROFILES.compressed);
  return [...buildPipelineNamespaces(from), ...buildPipeline(from, CERTIFICATE)];
}

const toYaml = (objects: readonly KubeObject[]): string =>
  objects.map((object) => stringify(object, { aliasDuplicateObjects: false, lineWidth: 110 })).join('---\n');

describe('the manifests', () => {
  it('of the default workload are those of the golden file', async () => {
    await expect(toYaml(workloadOf())).toMatchFileSnapshot('../../fixtures/manifests/workload.yaml');
  });

  it('of the default metrics pipeline are those of the golden file', async () => {
    await expect(toYaml(pipelineOf())).toMatchFileSnapshot('../../fixtures/manifests/pipeline.yaml');
  });

  it('all carry the labels by which they are found and removed', () => {
    for (const object of [...workloadOf(), ...pipelineOf()]) {
      expect(object.metadata.labels, object.kind).toMatchObject({
        'app.kubernetes.io/managed-by': 'scaleproof',
        'app.kubernetes.io/part-of': 'scaleproof',
      });
    }
  });

  it('of a run all belong to it and to its anchor', () => {
    const [, anchor, ...owned] = workloadOf();
    expect(owned.map((object) => object.kind)).toEqual(['Service', 'Deployment', 'HorizontalPodAutoscaler']);
    for (const object of [anchor!, ...owned]) {
      expect(object.metadata.labels?.['scaleproof.dev/run-id']).toBe('20260101-000000-abcd');
    }
    for (const object of owned) {
      expect(object.metadata.ownerReferences).toEqual([
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: 'scaleproof-20260101-000000-abcd',
          uid: '<uid of the anchor>',
        },
      ]);
    }
  });

  it('leave the replicas of the Serving Deployment to the HPA', () => {
    const deployment = workloadOf().find((object) => object.kind === 'Deployment');
    expect(deployment!.spec).not.toHaveProperty('replicas');
  });

  it('pass the behavior of the HPA through, and name none when the scenario has none', () => {
    const behavior = { scaleDown: { stabilizationWindowSeconds: 15, selectPolicy: 'Max' as const } };
    const hpa = (objects: readonly KubeObject[]) => objects.at(-1)!.spec;
    expect(hpa(workloadOf({ hpa: { behavior } }))).toMatchObject({ behavior });
    expect(hpa(workloadOf())).not.toHaveProperty('behavior');
  });

  it('restart the adapter and Prometheus when, and only when, their configuration changes', () => {
    const digests = (change: Partial<ScenarioFile>) =>
      pipelineOf(change)
        .filter((object) => object.kind === 'Deployment')
        .map((object) =>
          JSON.stringify((object.spec as { template: KubeObject }).template.metadata.annotations),
        );
    const [prometheus, adapter] = digests({});
    expect(digests({ name: 'other' })).toEqual([prometheus, adapter]);
    const [sameConfig, otherRules] = digests({ pipeline: { adapterSeries: 'DCGM_FI_DEV_GPU_UTILISATION' } });
    expect(sameConfig).toBe(prometheus);
    expect(otherRules).not.toBe(adapter);
    expect(digests({ pipeline: { honorLabels: false } })[0]).not.toBe(prometheus);
  });

  it('have the adapter trusted by its CA, never by skipping the check', () => {
    const service = pipelineOf().find((object) => object.kind === 'APIService');
    expect(service!.spec).toMatchObject({ caBundle: Buffer.from('CA\n').toString('base64') });
    expect(service!.spec).not.toHaveProperty('insecureSkipTLSVerify');
  });
});

describe('the rules of the adapter', () => {
  const rulesOf = (change: Partial<ScenarioFile>): readonly AdapterRule[] =>
    parse(adapterConfig(pipelinePartsOf(scenario(change), PROFILES.compressed))).rules;

  it('ask for the series by the labels that name the pod with the GPU, once only', () => {
    const rules = rulesOf({});
    const ofSeries = rules.filter((rule) => rule.seriesQuery.startsWith('DCGM_FI_DEV_GPU_UTIL{'));
    expect(ofSeries).toEqual([
      {
        seriesQuery: 'DCGM_FI_DEV_GPU_UTIL{namespace!="",pod!="",container!=""}',
        resources: { overrides: { namespace: { resource: 'namespace' }, pod: { resource: 'pod' } } },
        name: { matches: '^DCGM_FI_DEV_GPU_UTIL$', as: 'DCGM_FI_DEV_GPU_UTIL' },
        metricsQuery: 'avg by (<<.GroupBy>>) (<<.Series>>{<<.LabelMatchers>>})',
      },
    ]);
    expect(rules.at(-1)!.name).toEqual({ matches: '^nvidia_gpu_(.*)$', as: '$1' });
  });

  it('read the exported labels when Prometheus does not honour those of the exporter', () => {
    const [rule] = rulesOf({ pipeline: { honorLabels: false } });
    expect(rule!.seriesQuery).toContain('exported_pod!=""');
    expect(rule!.resources.overrides.exported_namespace).toEqual({ resource: 'namespace' });
    const config = parse(
      prometheusConfig(pipelinePartsOf(scenario({ pipeline: { honorLabels: false } }), PROFILES.compressed)),
    );
    expect(config.scrape_configs[0].honor_labels).toBe(false);
  });

  it('average over the query window when there is one', () => {
    const [rule] = rulesOf({ pipeline: { queryWindow: '30s' } });
    expect(rule!.metricsQuery).toBe(
      'avg by (<<.GroupBy>>) (avg_over_time(<<.Series>>{<<.LabelMatchers>>}[30s]))',
    );
  });

  it('give the metric no other source when its series is named wrongly', () => {
    const rules = rulesOf({ pipeline: { adapterSeries: 'NO_SUCH_SERIES' } });
    expect(
      rules.filter((rule) => rule.name.as === 'DCGM_FI_DEV_GPU_UTIL').map((rule) => rule.name.matches),
    ).toEqual(['^NO_SUCH_SERIES$']);
  });
});
