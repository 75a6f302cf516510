import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { startObjectServer } from '../kube/object-server.fixture.ts';
import type { KubeObject } from '../kube/objects.ts';
import { applyPrepared } from './apply-pipeline.ts';
import { cleanPipeline } from './clean-pipeline.ts';
import { obstaclesOf, planPipeline, refuseObstacles } from './plan-pipeline.ts';
import { preparePipeline } from './prepare-pipeline.ts';
import { STOCK_PARTS } from './stock-pipeline.fixture.ts';

const DASHBOARDS = { pieces: ['dashboards'] } as const;
const PATH = '/api/v1/namespaces/gpu-monitoring/configmaps/scaleproof-dashboards';
const KINDS = {
  v1: ['*Namespace', 'ConfigMap', 'Secret', 'Service', 'Pod', 'PersistentVolumeClaim'],
  'apps/v1': ['Deployment', 'StatefulSet', 'DaemonSet'],
  'batch/v1': ['Job'],
};
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(spec: Omit<Parameters<typeof startObjectServer>[0], 'kinds'> = {}) {
  const server = await startObjectServer({ kinds: KINDS, ...spec });
  open.push(server.close);
  const { connection } = server;
  const prepared = await preparePipeline(connection, systemClock, STOCK_PARTS, DASHBOARDS);
  return { ...server, prepared, plan: () => planPipeline(connection, prepared) };
}

const configMap = (labels: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'scaleproof-dashboards', namespace: 'gpu-monitoring', labels },
});
const NAMESPACE: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gpu-monitoring' } };
const STANDING = { '/api/v1/namespaces/gpu-monitoring': NAMESPACE };

describe('a plan of what installing would do', () => {
  it('changes nothing by itself, and says of a fresh cluster that all is made', async () => {
    const { plan, changed } = await serve();
    expect((await plan()).map(({ object, change }) => [object, change])).toEqual([
      ['Namespace gpu-monitoring', 'create'],
      ['ConfigMap gpu-monitoring/scaleproof-dashboards', 'create'],
    ]);
    expect(changed()).toBe(false);
  });

  it('is empty once all stands', async () => {
    const { connection, prepared, plan } = await serve();
    await applyPrepared(connection, systemClock, prepared);
    expect((await plan()).map(({ change }) => change)).toEqual(['none', 'none']);
  });

  it('names every field that another manager owns, and refuses it without force', async () => {
    const field = '.data.gpu-scaling\\.json';
    const conflicts = { [PATH]: [{ field, message: 'conflict with "kubectl-edit" using v1' }] };
    const ours = { 'app.kubernetes.io/managed-by': 'scaleproof' };
    const { plan } = await serve({ objects: { ...STANDING, [PATH]: configMap(ours) }, conflicts });
    const changes = await plan();
    const obstacle = `ConfigMap gpu-monitoring/scaleproof-dashboards: ${field} is owned by "kubectl-edit" using v1`;
    expect(obstaclesOf(changes, { force: false })).toEqual([obstacle]);
    expect(() => refuseObstacles(changes, { force: false })).toThrow('nothing was applied');
    expect(obstaclesOf(changes, { force: true })).toEqual([]);
  });

  it('never takes over what scaleproof did not make, not even by force', async () => {
    const { connection, prepared, plan, changed } = await serve({
      objects: { ...STANDING, [PATH]: configMap({}) },
    });
    expect(obstaclesOf(await plan(), { force: true })).toEqual([
      'ConfigMap gpu-monitoring/scaleproof-dashboards exists and was not made by scaleproof',
    ]);
    await expect(applyPrepared(connection, systemClock, prepared, { force: true })).rejects.toThrow(
      'was not made by scaleproof',
    );
    const cleaned = await cleanPipeline(connection, systemClock, STOCK_PARTS, DASHBOARDS);
    expect(cleaned).toEqual({
      removed: [],
      foreign: ['ConfigMap gpu-monitoring/scaleproof-dashboards'],
      remained: [],
    });
    expect(changed()).toBe(false);
  });
});

describe('removing a piece', () => {
  it('takes its namespace along when that is ours and empty, and no sooner', async () => {
    const { connection, prepared, objects } = await serve();
    await applyPrepared(connection, systemClock, prepared);
    const other = '/api/v1/namespaces/gpu-monitoring/configmaps/prometheus';
    objects.set(other, {
      ...configMap({ 'app.kubernetes.io/managed-by': 'scaleproof' }),
      metadata: { name: 'prometheus', namespace: 'gpu-monitoring' },
    });
    await cleanPipeline(connection, systemClock, STOCK_PARTS, DASHBOARDS);
    expect([...objects.keys()]).toEqual(['/api/v1/namespaces/gpu-monitoring', other]);
    objects.delete(other);
    expect(await cleanPipeline(connection, systemClock, STOCK_PARTS, DASHBOARDS)).toMatchObject({
      remained: [],
    });
    expect([...objects.keys()]).toEqual([]);
  });
});
