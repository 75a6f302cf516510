import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { type ObjectServer, startObjectServer } from '../kube/object-server.fixture.ts';
import type { KubeObject } from '../kube/objects.ts';
import { applyPrepared } from './apply-pipeline.ts';
import { cleanPipeline } from './clean-pipeline.ts';
import { PIPELINE_PIECES } from './pieces.ts';
import { planRemoval } from './plan-removal.ts';
import { preparePipeline } from './prepare-pipeline.ts';
import { PIPELINE_KINDS, STOCK_PARTS } from './stock-pipeline.fixture.ts';

const MONITORING = '/api/v1/namespaces/gpu-monitoring';
const CONFIG = '/api/v1/namespaces/custom-metrics/configmaps/adapter-config';

let server: ObjectServer;
beforeEach(async () => {
  server = await startObjectServer({ kinds: PIPELINE_KINDS });
  const { connection } = server;
  const prepared = await preparePipeline(connection, systemClock, STOCK_PARTS, { pieces: PIPELINE_PIECES });
  await applyPrepared(connection, systemClock, prepared);
});
afterEach(() => server.close());

const plan = () => planRemoval(server.connection, STOCK_PARTS, { pieces: PIPELINE_PIECES });
const leave = async () => (await plan()).filter(({ removal }) => removal === 'leave');
const configMap = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'gpu-monitoring' },
});

describe('a plan of what uninstalling would do', () => {
  it('names by kind, name and namespace all that uninstalling then removes, and removes nothing', async () => {
    const standing = [...server.objects.keys()];
    const planned = await plan();
    expect([...server.objects.keys()]).toEqual(standing);
    expect(planned[0]).toMatchObject({ kind: 'ConfigMap', namespace: 'gpu-monitoring', removal: 'delete' });
    const going = planned.map(({ object }) => object);
    expect(going.slice(-2)).toEqual(['Namespace gpu-monitoring', 'Namespace custom-metrics']);
    const { removed } = await cleanPipeline(server.connection, systemClock, STOCK_PARTS, {
      pieces: PIPELINE_PIECES,
    });
    expect(going).toEqual(removed);
    expect([...server.objects.keys()]).toEqual([]);
    expect(await plan()).toEqual([]);
  });

  it('names what would be left because it is not ours, and the namespace that it keeps', async () => {
    const { metadata, ...rest } = server.objects.get(CONFIG)!;
    server.objects.set(CONFIG, { ...rest, metadata: { ...metadata, labels: {} } });
    expect(await leave()).toEqual([
      {
        object: 'ConfigMap custom-metrics/adapter-config',
        kind: 'ConfigMap',
        name: 'adapter-config',
        namespace: 'custom-metrics',
        removal: 'leave',
        why: 'it was not made by scaleproof',
      },
      {
        object: 'Namespace custom-metrics',
        kind: 'Namespace',
        name: 'custom-metrics',
        removal: 'leave',
        why: 'it holds ConfigMap custom-metrics/adapter-config',
      },
    ]);
  });

  it('lets a namespace go with the pods of what goes, and keeps it for the pod of somebody else', async () => {
    const pod = (name: string, labels: Readonly<Record<string, string>>): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'gpu-monitoring', labels },
    });
    const prometheus = { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/instance': 'scaleproof' };
    server.objects.set(`${MONITORING}/pods/prometheus-1`, pod('prometheus-1', prometheus));
    server.objects.set(`${MONITORING}/configmaps/kube-root-ca.crt`, configMap('kube-root-ca.crt'));
    expect(await leave()).toEqual([]);
    server.objects.set(`${MONITORING}/pods/grafana-1`, pod('grafana-1', {}));
    expect((await leave()).map(({ object, why }) => [object, why])).toEqual([
      ['Namespace gpu-monitoring', 'it holds Pod gpu-monitoring/grafana-1'],
    ]);
  });

  it('leaves a namespace that was there before', async () => {
    server.objects.set(MONITORING, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'gpu-monitoring' },
    });
    expect((await leave()).map(({ object, why }) => [object, why])).toEqual([
      ['Namespace gpu-monitoring', 'it was not made by scaleproof'],
    ]);
  });
});
