import { afterEach, expect, it } from 'vitest';
import { startObjectServer } from '../kube/object-server.fixture.ts';
import type { Pod } from '../kube/objects.ts';
import { profileOf } from '../metric/catalogue.ts';
import { readValueFacts } from './check-metric-values.ts';
import type { Series } from './gpu-series.ts';
import type { Learned } from './learn.ts';
import { scraped, seriesFacts } from './scraped.fixture.ts';

const PROFILE = profileOf('container-accelerator-duty-cycle');
const STANDS: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'painter-2', namespace: 'gallery' },
  spec: { containers: [] },
};
const signal = new AbortController().signal;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** The series of a pod, and the same as one of a pod that has gone would have it. */
function seriesOf(...pods: readonly string[]): Series {
  const [own] = scraped(PROFILE).filter(({ metric }) => metric === PROFILE.series);
  return pods.map((pod) => ({ ...own!, labels: { ...own!.labels, pod } }));
}

/** What is found of these series on a cluster where only `painter-2` stands. */
async function factsOf(series: Series, pods: Learned<readonly Pod[]> = { known: true, value: [STANDS] }) {
  const metrics = `/apis/custom.metrics.k8s.io/v1beta1/namespaces/gallery/pods/*/${PROFILE.series}`;
  const server = await startObjectServer({
    kinds: {},
    answers: { [metrics]: { items: [{ describedObject: { name: 'painter-2' }, value: '30' }] } },
  });
  open.push(server);
  const wanted = { profile: PROFILE, metric: PROFILE.series, namespace: 'gallery' };
  const facts = { known: true, value: seriesFacts(series) } as const;
  return readValueFacts(server.connection, facts, pods, wanted, signal);
}

it('asks the metric of a pod that stands, not of one whose series has outlived it', async () => {
  const facts = await factsOf(seriesOf('painter-1', 'painter-2'));
  expect(facts).toMatchObject({ known: true, value: { pod: { pod: 'painter-2' } } });
});

it('concludes nothing where every pod with a series has gone', async () => {
  expect(await factsOf(seriesOf('painter-1'))).toBeUndefined();
});

it('asks of the first pod where nobody may list pods', async () => {
  const facts = await factsOf(seriesOf('painter-1', 'painter-2'), { known: false, why: 'forbidden' });
  expect(facts).toMatchObject({ known: true, value: { pod: { pod: 'painter-1' } } });
});
