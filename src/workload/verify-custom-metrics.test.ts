import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { startObjectServer } from '../kube/object-server.fixture.ts';
import type { KubeObject } from '../kube/objects.ts';
import { verifyCustomMetrics } from './verify-custom-metrics.ts';

const API = '/apis/custom.metrics.k8s.io/v1beta1';
const METRIC = 'DCGM_FI_DEV_GPU_UTIL';
const VALUES = `${API}/namespaces/gallery/pods/*/${METRIC}`;
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** What the API server of a test answers under each path beside its kinds. */
async function verify(answers: Readonly<Record<string, object>>, available?: object): Promise<unknown> {
  const path = '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.custom.metrics.k8s.io';
  const service: KubeObject = {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1beta1.custom.metrics.k8s.io' },
    status: { conditions: available === undefined ? [] : [{ type: 'Available', ...available }] },
  };
  const server = await startObjectServer({
    kinds: { 'apiregistration.k8s.io/v1': ['*APIService'] },
    objects: available === undefined ? {} : { [path]: service },
    answers,
  });
  open.push(server.close);
  const wanted = { namespace: 'gallery', metric: METRIC, deadlineMs: 10 };
  return verifyCustomMetrics(server.connection, systemClock, wanted);
}

const listing = (...names: readonly string[]) => ({ resources: names.map((name) => ({ name })) });

describe('S6: asking the API server for a value of the metric', () => {
  it('gives the value of each pod', async () => {
    const items = [{ describedObject: { name: 'painter-1' }, value: '23' }];
    expect(await verify({ [VALUES]: { items } })).toMatchObject({
      values: [{ pod: 'painter-1', value: '23' }],
    });
  });

  it.each([
    ['nothing is registered', {}, undefined, 'no APIService is registered for it'],
    [
      'the adapter does not answer',
      {},
      { status: 'False', reason: 'FailedDiscoveryCheck', message: 'bad certificate' },
      'its APIService is not available: FailedDiscoveryCheck: bad certificate',
    ],
    [
      'the rule asks for a series that nobody has',
      { [API]: listing('pods/OTHER') },
      { status: 'True' },
      `its discovery lists no pods/${METRIC} but pods/OTHER`,
    ],
    [
      'no pod there holds a GPU',
      { [API]: listing(`pods/${METRIC}`), [VALUES]: { items: [] } },
      { status: 'True' },
      `it lists pods/${METRIC}, but for pods in gallery it answered an empty list`,
    ],
  ])('names the hop that is missing when %s', async (_, answers, available, said) => {
    await expect(verify(answers, available)).rejects.toThrow(said);
  });
});
