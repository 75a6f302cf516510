import { afterEach, describe, expect, it } from 'vitest';
import { type AskedPrometheus, type FakeAnswer, startFakePrometheus } from './fake-prometheus.fixture.ts';
import { openPrometheus } from './prometheus-door.ts';
import type { PrometheusError } from './prometheus-error.ts';

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function openFake(answer: (asked: AskedPrometheus) => FakeAnswer, extra: object = {}) {
  const fake = await startFakePrometheus(answer);
  stop = fake.stop;
  return { ...fake, door: openPrometheus({ url: fake.url, ...extra }) };
}

const patience = { timeoutMs: 2000 };
const success = (data: object, more: object = {}) => ({ status: 'success', data, ...more });
const vector = (...values: string[]) =>
  success({
    resultType: 'vector',
    result: values.map((value, n) => ({ metric: { __name__: 'm', gpu: String(n) }, value: [1.5, value] })),
  });

async function errorOf(promise: Promise<unknown>): Promise<PrometheusError> {
  return promise.then(
    () => expect.fail('it answered'),
    (error: PrometheusError) => error,
  );
}

describe('an instant query', () => {
  it('keeps NaN and both infinities apart and every digit of a number', async () => {
    const { door } = await openFake(() => vector('NaN', '+Inf', '-Inf', '0.30000000000000004', '0'));
    const { series } = await door.instantQuery('m', patience);
    expect(series.map((one) => one.samples[0]?.value)).toEqual([
      'NaN',
      '+Inf',
      '-Inf',
      0.30000000000000004,
      0,
    ]);
    expect(series[1]).toMatchObject({ metric: 'm', labels: { gpu: '1' }, samples: [{ at: 1500 }] });
  });

  it('gives raw samples with their own stamps for a range selector', async () => {
    const matrix = success({
      resultType: 'matrix',
      result: [
        {
          metric: { __name__: 'm', pod: 'a' },
          values: [
            [1768471200.123, '1'],
            [1768471201.124, '+Inf'],
          ],
        },
      ],
    });
    const { door } = await openFake(() => matrix);
    const { series } = await door.instantQuery('m[30s]', patience);
    expect(series[0]?.samples).toEqual([
      { at: 1768471200123, value: 1 },
      { at: 1768471201124, value: '+Inf' },
    ]);
  });

  it("asks at the server's own time unless one is given", async () => {
    const { door, asked } = await openFake(() => vector('1'));
    await door.instantQuery('m', patience);
    await door.instantQuery('m', { ...patience, at: 1768471200500 });
    expect(asked.map((one) => one.parameters.get('time'))).toEqual([null, '1768471200.5']);
  });

  it('passes on warnings and says what was left out', async () => {
    const histogram = { metric: {}, histogram: [1, { count: '1' }] };
    const { door } = await openFake(() =>
      success({ resultType: 'vector', result: [histogram] }, { warnings: ['partial'], infos: ['info'] }),
    );
    const answer = await door.instantQuery('m', patience);
    expect(answer.series).toEqual([]);
    expect(answer.warnings).toEqual(['partial', 'info', '1 native histograms of the answer were left out']);
  });

  it('reads a scalar as a series without a name', async () => {
    const { door } = await openFake(() => success({ resultType: 'scalar', result: [1.5, 'NaN'] }));
    const { series } = await door.instantQuery('scalar(m)', patience);
    expect(series).toEqual([{ metric: '', labels: {}, samples: [{ at: 1500, value: 'NaN' }] }]);
  });
});

describe('a question that is not answered', () => {
  it('is a timeout when the server hangs', async () => {
    const { door, url } = await openFake(() => 'hang');
    const error = await errorOf(door.instantQuery('m', { timeoutMs: 80 }));
    expect(error.kind).toBe('timeout');
    expect(error.message).toBe(`query m got no whole answer from Prometheus at ${url} within 80 ms`);
  });

  it('is a network error when nothing listens', async () => {
    const { door } = await openFake(() => 'hang');
    await stop?.();
    const error = await errorOf(door.instantQuery('m', patience));
    expect(error.kind).toBe('network');
    expect(error.message).toMatch(/ECONNREFUSED/);
  });

  it('is a query error in the words of Prometheus when it refuses the query', async () => {
    const { door } = await openFake(() => ({
      status: 'error',
      errorType: 'execution',
      error: 'found duplicate series',
    }));
    const error = await errorOf(door.instantQuery('m', patience));
    expect(error.kind).toBe('query');
    expect(error.message).toBe('query m was refused by Prometheus: 422 execution: found duplicate series');
  });

  it.each([
    ['a page instead of JSON', { status: 200, text: '<html>log in</html>' }],
    ['another JSON', { hello: 'world' }],
    ['an error page', { status: 502, text: 'Bad Gateway' }],
    ['an empty answer', { status: 200, text: '' }],
  ])('is an http error when the answer is %s', async (_, answer) => {
    const { door } = await openFake(() => answer);
    const error = await errorOf(door.instantQuery('m', patience));
    expect(error.kind).toBe('http');
    if ('status' in answer && answer.status > 200) expect(error.message).toContain(`HTTP ${answer.status}`);
  });

  it('rejects with the reason of the caller who called it off', async () => {
    const { door } = await openFake(() => 'hang');
    const reason = new Error('enough');
    const controller = new AbortController();
    const asked = errorOf(door.instantQuery('m', { timeoutMs: 5000, signal: controller.signal }));
    controller.abort(reason);
    expect(await asked).toBe(reason);
  });
});

describe('a secret', () => {
  const identity = { from: 'the token in F', renew: 'renew it', authorization: async () => 'Bearer s3cr3t' };

  it('that a server quotes is in no message', async () => {
    const { door } = await openFake(
      () => ({ status: 'error', errorType: 'bad_data', error: 'no such token: s3cr3t' }),
      { identity },
    );
    const error = await errorOf(door.instantQuery('m', patience));
    expect(error.message).toBe('query m was refused by Prometheus: 422 bad_data: no such token: (hidden)');
  });

  it('that is known but not enough is named by its place, with what to do', async () => {
    const { door, url } = await openFake(() => ({ status: 403, text: 'Forbidden' }), { identity });
    const error = await errorOf(door.instantQuery('m', patience));
    expect([error.kind, error.status]).toEqual(['identity', 403]);
    expect(error.message).toBe(
      `query m was refused by ${url}: 403 Forbidden: the token in F is known, but may not ask`,
    );
    expect(error.hint).toContain('let its owner query this Prometheus');
  });
});

describe('the way to the server', () => {
  it('leads through the forward proxy when one is given', async () => {
    const proxy = await startFakePrometheus(() => vector('1'));
    stop = proxy.stop;
    const door = openPrometheus({ url: 'http://prometheus.gpu-monitoring.svc:9090', proxyUrl: proxy.url });
    expect((await door.instantQuery('m', patience)).series).toHaveLength(1);
    expect(proxy.asked[0]?.headers.host).toBe('prometheus.gpu-monitoring.svc:9090');
  });

  it('never leads through a proxy of the environment', async () => {
    process.env.HTTP_PROXY = 'http://127.0.0.1:9';
    try {
      const { door } = await openFake(() => vector('1'));
      expect((await door.instantQuery('m', patience)).series).toHaveLength(1);
    } finally {
      delete process.env.HTTP_PROXY;
    }
  });

  it('carries headers and basic authentication, and keeps a path prefix', async () => {
    const fake = await startFakePrometheus(() => vector('1'));
    stop = fake.stop;
    const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
    const identity = { from: 'the password', renew: 'ask', authorization: async () => authorization };
    const door = openPrometheus({ url: `${fake.url}/prom/`, headers: { 'x-scope': 'a' }, identity });
    await door.instantQuery('m', patience);
    expect(fake.asked[0]).toMatchObject({
      path: '/prom/api/v1/query',
      headers: { 'x-scope': 'a', authorization },
    });
  });
});

it('asks a range of more steps than a server allows in parts and joins them', async () => {
  const { door, asked } = await openFake((one) =>
    success({
      resultType: 'matrix',
      result: [{ metric: { pod: 'a' }, values: [[Number(one.parameters.get('start')), '1']] }],
    }),
  );
  const range = { from: 1_000_000, to: 1_000_000 + 15_000_000, stepMs: 1000 };
  const { series } = await door.rangeQuery('m', range, patience);
  expect(asked.map(({ parameters: p }) => [p.get('start'), p.get('end'), p.get('step')])).toEqual([
    ['1000', '11999', '1'],
    ['12000', '16000', '1'],
  ]);
  expect(series).toEqual([
    {
      metric: '',
      labels: { pod: 'a' },
      samples: [
        { at: 1_000_000, value: 1 },
        { at: 12_000_000, value: 1 },
      ],
    },
  ]);
});

it('gives the time of the last sample of each series in milliseconds', async () => {
  const { door, asked } = await openFake(() => vector('1768471200.123'));
  const { series } = await door.seriesTimestamps('m{pod="a"}', patience);
  expect(asked[0]?.query).toBe('timestamp(m{pod="a"})');
  expect(series[0]?.samples[0]?.value).toBe(1768471200123);
});

it('reads scrape intervals, honour of labels, targets and version', async () => {
  const yaml = `global:\n  scrape_interval: 15s\nscrape_configs:\n- job_name: dcgm\n  honor_labels: true\n  scrape_interval: 1s\n- job_name: other\n`;
  const activeTargets = [
    {
      scrapePool: 'dcgm',
      scrapeUrl: 'http://a/metrics',
      health: 'up',
      lastError: '',
      lastScrape: '2026-01-15T10:00:00.5Z',
    },
    {
      scrapePool: 'x',
      scrapeUrl: 'http://b/',
      health: 'unknown',
      lastError: '',
      lastScrape: '0001-01-01T00:00:00Z',
    },
  ];
  const { door, asked } = await openFake(({ path }) => {
    if (path.endsWith('/config')) return success({ yaml });
    return path.endsWith('/targets') ? success({ activeTargets }) : success({ version: '3.16.0' });
  });
  expect(await door.config(patience)).toEqual({
    globalIntervalMs: 15_000,
    jobs: [
      { name: 'dcgm', intervalMs: 1000, honorLabels: true },
      { name: 'other', intervalMs: 15_000, honorLabels: false },
    ],
  });
  const targets = await door.targets(patience);
  expect(targets.map((target) => target.lastScrapeAt)).toEqual([
    Date.UTC(2026, 0, 15, 10, 0, 0, 500),
    undefined,
  ]);
  expect(await door.version(patience)).toBe('3.16.0');
  expect(asked[1]?.parameters.get('state')).toBe('active');
});
