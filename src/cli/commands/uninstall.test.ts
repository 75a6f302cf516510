import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock/system-clock.ts';
import { type ObjectServer, startObjectServer } from '../../kube/object-server.fixture.ts';
import { applyPrepared } from '../../workload/apply-pipeline.ts';
import type { PipelinePiece } from '../../workload/pieces.ts';
import { preparePipeline } from '../../workload/prepare-pipeline.ts';
import { PIPELINE_KINDS, STOCK_PARTS } from '../../workload/stock-pipeline.fixture.ts';
import { testHost } from './test-host.fixture.ts';
import { uninstall } from './uninstall.ts';

const RESOURCES = '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io';

let server: ObjectServer;
beforeEach(async () => {
  server = await startObjectServer({ kinds: PIPELINE_KINDS });
  const pieces = ['adapter', 'resource-metrics'] as const;
  const prepared = await preparePipeline(server.connection, systemClock, STOCK_PARTS, { pieces });
  await applyPrepared(server.connection, systemClock, prepared);
});
afterEach(() => server.close());

async function run(pieces: readonly PipelinePiece[], dryRun: boolean, output: 'text' | 'json' = 'text') {
  const { context, written } = testHost('/');
  const where = { kubeconfig: server.kubeconfigPath, context: server.connection.context };
  const exitCode = await uninstall(context, { ...where, pieces, dryRun, output, yes: false });
  return { exitCode, ...written };
}

describe('uninstall --dry-run', () => {
  it('says what would be removed and what would stay, removes nothing, and ends with 0', async () => {
    const foreign = '/api/v1/namespaces/custom-metrics/services/prometheus-adapter';
    const service = server.objects.get(foreign)!;
    server.objects.set(foreign, { ...service, metadata: { ...service.metadata, labels: {} } });
    const { size } = server.objects;
    const { exitCode, stdout } = await run(['adapter'], true);
    expect(exitCode).toBe(0);
    expect(server.objects.size).toBe(size);
    expect(stdout).toContain('- Deployment custom-metrics/prometheus-adapter\n');
    expect(stdout).toContain(
      '! Service custom-metrics/prometheus-adapter would be left: it was not made by scaleproof\n',
    );
    expect(stdout).toMatch(/13 would be removed, 2 left; nothing was changed\n$/);
  });

  it('is data with -o json', async () => {
    const { exitCode, stdout } = await run(['adapter'], true, 'json');
    expect(exitCode).toBe(0);
    const { dryRun, removals, cluster } = JSON.parse(stdout);
    expect([dryRun, cluster.context]).toEqual([true, server.connection.context]);
    expect(removals).toContainEqual({
      object: 'Secret custom-metrics/prometheus-adapter-tls',
      kind: 'Secret',
      name: 'prometheus-adapter-tls',
      namespace: 'custom-metrics',
      removal: 'delete',
    });
  });
});

describe('uninstall', () => {
  it('takes along what the adapter serves, and leaves what another serves', async () => {
    const { exitCode, stdout, stderr } = await run(['adapter'], false);
    expect([exitCode, [...server.objects.keys()]]).toEqual([0, []]);
    expect(stdout).toContain('- APIService v1beta1.metrics.k8s.io\n');
    expect(stderr).toContain('with the adapter goes resource-metrics, which it serves');
    server.objects.set(RESOURCES, {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.metrics.k8s.io' },
      spec: { service: { name: 'metrics-server', namespace: 'kube-system' } },
    });
    expect((await run(['adapter'], false)).stdout).toContain('0 removed');
    expect([...server.objects.keys()]).toEqual([RESOURCES]);
  });
});
