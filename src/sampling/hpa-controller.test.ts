import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { connect, type KubeConnection } from '../kube/connect.ts';
import { startFakeApiServer } from '../kube/fake-api-server.fixture.ts';
import { readControllerFlags } from './hpa-controller.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A connection to a cluster in whose kube-system these pods run. */
async function clusterWith(
  ...pods: readonly { readonly name: string; readonly command: readonly string[]; readonly phase?: string }[]
): Promise<KubeConnection> {
  const server = await startFakeApiServer(({ path }, response) => {
    if (path === '/api/v1') {
      response.end(JSON.stringify({ resources: [{ name: 'pods', kind: 'Pod', namespaced: true }] }));
    } else {
      expect(path).toBe('/api/v1/namespaces/kube-system/pods');
      const items = pods.map(({ name, command, phase = 'Running' }) => ({
        metadata: { name },
        spec: { containers: [{ name, command }] },
        status: { phase },
      }));
      response.end(JSON.stringify({ apiVersion: 'v1', kind: 'PodList', metadata: {}, items }));
    }
  });
  const folder = mkdtempSync(join(tmpdir(), 'controller-flags-'));
  const kubeconfigPath = join(folder, 'kubeconfig');
  writeFileSync(kubeconfigPath, server.kubeconfig);
  const connection = await connect({ kubeconfigPath });
  open.push(
    () => rmSync(folder, { recursive: true }),
    () => server.stop(),
    () => connection.close(),
  );
  return connection;
}

const PROGRAM = 'kube-controller-manager';
const WINDOW = '--horizontal-pod-autoscaler-downscale-stabilization';

it('S7: both settings are read off the command line of a kubeadm cluster, and what is not given is the default', async () => {
  const command = [PROGRAM, '--leader-elect=true', '--horizontal-pod-autoscaler-sync-period=5s'];
  const connection = await clusterWith(
    { name: 'coredns-1', command: ['/coredns'] },
    { name: 'kube-controller-manager-cp-1', command },
  );
  expect(await readControllerFlags(connection)).toEqual({
    syncPeriodMs: 5000,
    downscaleStabilizationMs: 300_000,
    given: ['horizontal-pod-autoscaler-sync-period'],
    pod: 'kube-controller-manager-cp-1',
  });
});

it('S7: flags are read in both spellings and out of a shell, and never off a pod that does not run', async () => {
  const connection = await clusterWith(
    { name: 'dead', command: [PROGRAM, `${WINDOW}=1s`], phase: 'Failed' },
    { name: 'shell', command: ['/bin/sh', '-c', `exec /usr/local/bin/${PROGRAM} ${WINDOW} 2m0s -v 2`] },
  );
  expect(await readControllerFlags(connection)).toMatchObject({
    pod: 'shell',
    downscaleStabilizationMs: 120_000,
    given: ['horizontal-pod-autoscaler-downscale-stabilization'],
  });
});

it('S7: a cluster that hides its control plane tells nothing', async () => {
  expect(await readControllerFlags(await clusterWith())).toBeUndefined();
});
