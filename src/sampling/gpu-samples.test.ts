import { describe, expect, it } from 'vitest';
import { decodeAnswer } from '../prometheus/decode.ts';
import { startFakePrometheus } from '../prometheus/fake-prometheus.fixture.ts';
import { openPrometheus } from '../prometheus/prometheus-door.ts';
import { readExposition } from './exposition.ts';
import { makeDeviceReader } from './gpu-from-devices.ts';
import { makeExporterReader } from './gpu-from-exporter.ts';
import { makeGpuReader, makeSampleFilter, rawSelector } from './gpu-from-prometheus.ts';
import { serverCountQuery, serverCountsOf } from './server-counts.ts';

const workload = { namespace: 'style-transfer', deployment: 'serving' };
const UTIL = 'DCGM_FI_DEV_GPU_UTIL';
const PLAIN = { namespace: 'namespace', pod: 'pod', container: 'container' };
const EXPORTED = {
  namespace: 'exported_namespace',
  pod: 'exported_pod',
  container: 'exported_container',
};

function matrix(labels: object, ...values: readonly [number, string][]) {
  return {
    status: 'success',
    data: { resultType: 'matrix', result: [{ metric: { __name__: UTIL, ...labels }, values }] },
  };
}

describe('raw samples from Prometheus', () => {
  it('are let through once each with their own stamps, however often the same stretch is read', () => {
    const fresh = makeSampleFilter('prometheus', 1000);
    const read = (...values: readonly [number, string][]) =>
      fresh(decodeAnswer(matrix({ pod: 'serving-1' }, ...values))!, 9000).map((s) => [s.sampledAt, s.value]);
    expect(read([1, '5'], [2, '7'], [3, 'NaN'])).toEqual([
      [2000, 7],
      [3000, 'NaN'],
    ]);
    expect(read([2, '7'], [3, 'NaN'], [4, '+Inf'])).toEqual([[4000, '+Inf']]);
    expect(read([4, '+Inf'])).toEqual([]);
  });

  it('that stand for "this GPU does not tell" are no samples', () => {
    const fresh = makeSampleFilter('prometheus', 0);
    expect(
      fresh(decodeAnswer(matrix({}, [1, '9223372036854775794'], [2, '100']))!, 9).map((s) => s.value),
    ).toEqual([100]);
  });

  it('are asked for in the shape of labels that Prometheus has, and found again when it changes', async () => {
    let labelled = 'exported_pod';
    const fake = await startFakePrometheus(({ query }) =>
      query.includes(`{${labelled === 'pod' ? 'namespace' : 'exported_namespace'}=`)
        ? matrix({ [labelled]: 'serving-1' }, [1, '5'])
        : { status: 'success', data: { resultType: 'matrix', result: [] } },
    );
    try {
      const read = makeGpuReader(openPrometheus({ url: fake.url }), UTIL, workload, 15_000, [
        PLAIN,
        EXPORTED,
      ]);
      const patience = { timeoutMs: 2000, signal: new AbortController().signal };
      const pods = async () => (await read(patience)).series.map((series) => series.labels);
      expect(await pods()).toEqual([{ exported_pod: 'serving-1' }]);
      expect(await pods()).toEqual([{ exported_pod: 'serving-1' }]);
      expect(fake.asked).toHaveLength(3);
      labelled = 'pod';
      expect(await pods()).toEqual([{ pod: 'serving-1' }]);
    } finally {
      await fake.stop();
    }
  });

  it('are selected by the names of the pods, quoted for PromQL', () => {
    expect(rawSelector(UTIL, { namespace: 'a', deployment: 'b.c' }, EXPORTED, 15_000)).toBe(
      String.raw`DCGM_FI_DEV_GPU_UTIL{exported_namespace="a",exported_pod=~"b\\.c-.+"}[15s]`,
    );
  });
});

describe('a metrics page', () => {
  it('is read with escaped labels, stamps and values that are no numbers', () => {
    const page = [
      '# HELP m What.',
      'm{a="x\\"y\\\\z\\n",b="1,2}"} 3 1700000000000',
      'm NaN',
      'm{} +Inf',
      'm_more 1',
      'm{a="broken} 1',
      'm{a="1"} nonsense',
    ].join('\n');
    expect(readExposition(page, 'm')).toEqual([
      { metric: 'm', labels: { a: 'x"y\\z\n', b: '1,2}' }, value: 3 },
      { metric: 'm', labels: {}, value: 'NaN' },
      { metric: 'm', labels: {}, value: '+Inf' },
    ]);
  });

  const page = (pod: string, value: number) =>
    `${UTIL}{gpu="0",UUID="GPU-1",Hostname="n"${pod}} ${value}\n${UTIL}{gpu="1",UUID="GPU-2",Hostname="n"} 55\n`;

  it('gives the GPUs of the workload, and goes on with one that it has freed', () => {
    const samplesOf = makeExporterReader(UTIL, workload);
    expect(samplesOf(page(',container="c",namespace="other",pod="serving-1"', 9), 1)).toEqual([]);
    const held = samplesOf(page(',container="c",namespace="style-transfer",pod="serving-1"', 90), 2);
    expect(held.map((s) => [s.source, s.labels.UUID, s.labels.pod, s.value])).toEqual([
      ['exporter', 'GPU-1', 'serving-1', 90],
    ]);
    expect(samplesOf(page('', 0), 3).map((s) => [s.labels.UUID, s.labels.pod, s.value])).toEqual([
      ['GPU-1', undefined, 0],
    ]);
  });
});

it('makes duty cycles of the busy time of devices between two looks', () => {
  const samplesOf = makeDeviceReader(UTIL, workload, 100);
  const holder = { pod: 'serving-1', namespace: 'style-transfer' };
  const page = (at: number, busyMs: number, more: object) => ({
    at,
    devices: [
      { node: 'n', index: 0, uuid: 'GPU-1', busyMs, ...more },
      { node: 'n', index: 1, uuid: 'GPU-2', busyMs: 0 },
    ],
  });
  expect(samplesOf(page(1000, 100, { holder }))).toEqual([]);
  expect(samplesOf(page(2000, 850, { holder }))).toEqual([
    {
      kind: 'gpu',
      at: 2000,
      sampledAt: 2000,
      source: 'device',
      metric: UTIL,
      labels: { gpu: '0', UUID: 'GPU-1', Hostname: 'n', pod: 'serving-1', namespace: 'style-transfer' },
      value: 75,
    },
  ]);
  expect(samplesOf(page(3000, 850, {})).map((s) => [s.labels.pod, s.value])).toEqual([[undefined, 0]]);
  expect(() => samplesOf({ hello: 1 })).toThrow(/devices page has another shape/);
});

it('counts what the serving pods took in, and leaves out a pod that does not tell all', () => {
  const result = [
    { metric: { __name__: 'style_requests_accepted_total', pod: 'serving-1' }, value: [1, '10'] },
    { metric: { __name__: 'style_requests_completed_total', pod: 'serving-1' }, value: [1, '9'] },
    { metric: { __name__: 'style_requests_rejected_total', pod: 'serving-1' }, value: [1, '0'] },
    { metric: { __name__: 'style_requests_accepted_total', pod: 'serving-2' }, value: [1, '4'] },
  ];
  const answer = decodeAnswer({ status: 'success', data: { resultType: 'vector', result } })!;
  expect(serverCountsOf(answer, 5)).toEqual([
    { kind: 'serverCount', at: 5, pod: 'serving-1', accepted: 10, completed: 9, rejected: 0 },
  ]);
  expect(serverCountQuery(workload)).toContain('namespace="style-transfer",pod=~"serving-.+"');
});
