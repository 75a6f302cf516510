import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { startObjectServer } from '../kube/object-server.fixture.ts';
import { scenarioSchema } from '../scenario/schema.ts';
import { applyWorkload } from './apply-workload.ts';
import { cleanRun } from './clean.ts';
import { findLeftovers } from './leftovers.ts';

const RUN = '20260101-000000-abcd';
const scenario = scenarioSchema.parse({
  name: 'cleaned',
  workload: { name: 'painter', namespace: 'gallery' },
  load: { stages: [{ kind: 'hold', name: 'hold', rate: 1, duration: '1s' }] },
  assertions: [{ kind: 'noRequestLost' }],
});
const WHERE = { namespace: 'gallery' };
const FOREIGN = '/api/v1/namespaces/gallery/configmaps/of-somebody-else';
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function withRun() {
  const server = await startObjectServer({
    kinds: {
      v1: ['*Namespace', 'ConfigMap', 'Secret', 'Service', 'Pod', 'PersistentVolumeClaim'],
      'apps/v1': ['Deployment', 'StatefulSet', 'DaemonSet'],
      'autoscaling/v2': ['HorizontalPodAutoscaler'],
      'batch/v1': ['Job'],
    },
  });
  open.push(server.close);
  await applyWorkload(server.connection, systemClock, { scenario, runId: RUN });
  return server;
}

it('a second run of the same workload is refused with the name of the first, and leaves nothing', async () => {
  const { connection, objects } = await withRun();
  const before = [...objects.keys()];
  const second = applyWorkload(connection, systemClock, { scenario, runId: '20260101-000000-ffff' });
  await expect(second).rejects.toThrow(
    `Service gallery/painter belongs to run ${RUN}; Deployment gallery/painter belongs to run ${RUN}`,
  );
  expect([...objects.keys()]).toEqual(before);
  expect((await findLeftovers(connection, WHERE)).map(({ runId }) => runId)).toEqual([RUN]);
});

it('cleaning a run takes all of it and its namespace, and leaves both where somebody else is in it', async () => {
  const { connection, objects } = await withRun();
  const metadata = { name: 'of-somebody-else', namespace: 'gallery' };
  objects.set(FOREIGN, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  expect(await cleanRun(connection, RUN, systemClock, WHERE)).toMatchObject({ outcome: 'gone', left: [] });
  expect([...objects.keys()]).toEqual(['/api/v1/namespaces/gallery', FOREIGN]);
  objects.delete(FOREIGN);
  await applyWorkload(connection, systemClock, { scenario, runId: RUN });
  expect(await cleanRun(connection, RUN, systemClock, WHERE)).toMatchObject({ outcome: 'gone', left: [] });
  expect([...objects.keys()]).toEqual([]);
});
