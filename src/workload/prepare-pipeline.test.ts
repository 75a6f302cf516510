import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { startObjectServer } from '../kube/object-server.fixture.ts';
import type { ApiService } from '../kube/objects.ts';
import { DEFAULT_PIPELINE } from '../scenario/defaults.ts';
import { withServed } from './adapter/served.ts';
import { applyPrepared } from './apply-pipeline.ts';
import type { PipelinePiece } from './pieces.ts';
import { type PreparedPipeline, preparePipeline } from './prepare-pipeline.ts';
import { PIPELINE_KINDS, STOCK_PARTS } from './stock-pipeline.fixture.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** The certificates that an APIService of a prepared pipeline trusts. */
function trustedBy(
  { objects }: PreparedPipeline,
  name = 'v1beta1.custom.metrics.k8s.io',
): readonly X509Certificate[] {
  const service = objects.find(
    ({ kind, metadata }) => kind === 'APIService' && metadata.name === name,
  ) as ApiService;
  expect(service.spec).not.toHaveProperty('insecureSkipTLSVerify');
  const bundle = Buffer.from(service.spec?.caBundle ?? '', 'base64').toString('utf8');
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

it('S3, S4: a good certificate is kept; a new one is trusted beside the old until that is gone, and never more than two', async () => {
  const server = await startObjectServer({ kinds: PIPELINE_KINDS });
  open.push(server.close);
  const { connection } = server;
  const prepare = (rotate: boolean) =>
    preparePipeline(connection, systemClock, STOCK_PARTS, { pieces: ['adapter'], rotate });
  const leafOf = (one: PreparedPipeline) => new X509Certificate(one.certificate!.certificate.certificatePem);
  const first = await prepare(false);
  expect(first.certificate?.madeBecause).toBe('there was none');
  await applyPrepared(connection, systemClock, first);
  const kept = await prepare(false);
  expect(kept.certificate?.madeBecause).toBeUndefined();
  expect(leafOf(kept).fingerprint256).toBe(leafOf(first).fingerprint256);
  const fresh = await prepare(true);
  expect(fresh.certificate?.madeBecause).toBe('a new one was asked for');
  const trusts = (one: PreparedPipeline, leaf: X509Certificate) =>
    trustedBy(one).some((ca) => leaf.verify(ca.publicKey));
  expect([trusts(fresh, leafOf(first)), trusts(fresh, leafOf(fresh))]).toEqual([true, true]);
  await applyPrepared(connection, systemClock, fresh);
  const third = await prepare(true);
  expect(trustedBy(third)).toHaveLength(2);
  expect([trusts(third, leafOf(first)), trusts(third, leafOf(fresh))]).toEqual([false, true]);
});

describe('S3: a new certificate where the adapter serves resource metrics too', () => {
  const RESOURCES = '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io';
  const serve = async () => {
    const server = await startObjectServer({ kinds: PIPELINE_KINDS });
    open.push(server.close);
    const { connection } = server;
    const prepare = (pieces: readonly PipelinePiece[], rotate: boolean) =>
      preparePipeline(connection, systemClock, STOCK_PARTS, { pieces, rotate });
    await applyPrepared(connection, systemClock, await prepare(['adapter', 'resource-metrics'], false));
    const served = () => withServed(connection, ['adapter'], DEFAULT_PIPELINE.adapterNamespace);
    return { ...server, prepare, served };
  };

  it('is trusted by both APIServices, though the adapter alone was named', async () => {
    const { prepare, served } = await serve();
    const fresh = await prepare(await served(), true);
    const leaf = new X509Certificate(fresh.certificate!.certificate.certificatePem);
    for (const name of ['v1beta1.custom.metrics.k8s.io', 'v1beta1.metrics.k8s.io'])
      expect(trustedBy(fresh, name).some((ca) => leaf.verify(ca.publicKey))).toBe(true);
  });

  it('leaves an APIService alone that another server answers, or that is not there', async () => {
    const { objects, served } = await serve();
    const service = objects.get(RESOURCES) as ApiService;
    const elsewhere = { name: 'prometheus-adapter', namespace: 'elsewhere' };
    objects.set(RESOURCES, { ...service, spec: { ...service.spec, service: elsewhere } });
    expect(await served()).toEqual(['adapter']);
    objects.delete(RESOURCES);
    expect(await served()).toEqual(['adapter']);
  });

  it('is refused for resource metrics alone, which would trust what nobody shows', async () => {
    const { prepare, objects } = await serve();
    const before = [...objects.values()];
    await expect(prepare(['resource-metrics'], true)).rejects.toThrow(
      'resource-metrics alone cannot have a new certificate (a new one was asked for)',
    );
    expect([...objects.values()]).toEqual(before);
    expect((await prepare(['resource-metrics'], false)).objects).toHaveLength(1);
  });
});
