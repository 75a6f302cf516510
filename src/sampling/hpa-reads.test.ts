import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemFiles } from '../host/files.ts';
import { followHpaReads, type HpaReadFollower } from './follow-hpa-reads.ts';
import { hpaReadOf, instantOf } from './hpa-read-line.ts';

const METRIC = 'DCGM_FI_DEV_GPU_UTIL';
const WANTED = {
  namespace: 'style-transfer',
  metric: METRIC,
  // The Deployment's own order; the controller asks with the labels sorted.
  podSelector: 'app.kubernetes.io/name=two,app.kubernetes.io/instance=one',
};
const AGENT =
  'kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/abc/system:serviceaccount:kube-system:';

/** A line of an audit log as prometheus-adapter writes it; `value` tells lines apart. */
function line(value: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const selector = 'app.kubernetes.io%2Finstance%3Done%2Capp.kubernetes.io%2Fname%3Dtwo';
  return `${JSON.stringify({
    kind: 'Event',
    level: 'RequestResponse',
    stage: 'ResponseComplete',
    requestURI: `/apis/custom.metrics.k8s.io/v1beta1/namespaces/style-transfer/pods/%2A/${METRIC}?labelSelector=${selector}`,
    userAgent: `${AGENT}horizontal-pod-autoscaler`,
    objectRef: { resource: 'pods', namespace: 'style-transfer', name: '*', subresource: METRIC },
    responseStatus: { metadata: {}, code: 200 },
    responseObject: {
      kind: 'MetricValueList',
      items: [
        { describedObject: { kind: 'Pod', name: 'a' }, value, timestamp: '2026-11-24T10:01:54Z' },
        { describedObject: { kind: 'Pod', name: 'b' }, value: '500m', timestamp: '2026-11-24T10:01:54Z' },
      ],
    },
    requestReceivedTimestamp: '2026-11-24T10:01:54.147566Z',
    stageTimestamp: '2026-11-24T10:01:54.160457Z',
    ...changes,
  })}\n`;
}

describe('a line of the audit log', () => {
  it('tells what the controller read, when to the microsecond, and for which pods', () => {
    expect(hpaReadOf(line('47'), WANTED, 5)).toEqual({
      kind: 'hpaRead',
      at: 5,
      askedAt: Date.parse('2026-11-24T10:01:54.147Z') + 0.566,
      answeredAt: Date.parse('2026-11-24T10:01:54.160Z') + 0.457,
      metric: METRIC,
      selector: 'app.kubernetes.io/instance=one,app.kubernetes.io/name=two',
      status: 200,
      items: [
        { pod: 'a', value: '47', timestamp: Date.parse('2026-11-24T10:01:54Z') },
        { pod: 'b', value: '500m', timestamp: Date.parse('2026-11-24T10:01:54Z') },
      ],
    });
  });

  it('tells a refusal with its status and words, without values', () => {
    const refused = line('47', { responseStatus: { code: 404, message: 'could not find the metric' } });
    const read = hpaReadOf(refused, WANTED, 5);
    expect(read).toMatchObject({ status: 404, items: [], detail: 'could not find the metric' });
  });

  describe('S8: about metrics.k8s.io', () => {
    const selector = 'app.kubernetes.io%2Finstance%3Done%2Capp.kubernetes.io%2Fname%3Dtwo';
    const usage = (...cpu: readonly string[]) =>
      cpu.map((one) => ({ name: 'c', usage: { cpu: one, memory: '1Mi' } }));
    const resource = {
      requestURI: `/apis/metrics.k8s.io/v1beta1/namespaces/style-transfer/pods?labelSelector=${selector}`,
      objectRef: { apiGroup: 'metrics.k8s.io', resource: 'pods', namespace: 'style-transfer' },
      responseObject: {
        kind: 'PodMetricsList',
        items: [
          {
            metadata: { name: 'a' },
            timestamp: '2026-11-24T10:01:54Z',
            window: '6s',
            containers: usage('12m', '500u'),
          },
          {
            metadata: { name: 'b' },
            timestamp: '2026-11-24T10:01:54Z',
            window: '6s',
            containers: [{ usage: {} }],
          },
        ],
      },
    };

    it('tells the CPU of each pod as the controller adds it up, with its window', () => {
      const read = hpaReadOf(line('', resource), { ...WANTED, resource: 'cpu' }, 5);
      expect(read).toMatchObject({ metric: 'cpu', api: 'metrics.k8s.io', status: 200 });
      const timestamp = Date.parse('2026-11-24T10:01:54Z');
      // 500u is no whole thousandth: the controller rounds each container up. A pod without the resource has no value.
      expect(read?.items).toEqual([{ pod: 'a', value: '13m', timestamp, windowMs: 6000 }]);
    });

    it('is left out where the HPA has no such metric, and when another HPA asked for its own pods', () => {
      expect(hpaReadOf(line('', resource), WANTED, 5)).toBeUndefined();
      const others = { ...resource, requestURI: '/apis/metrics.k8s.io/v1beta1/pods?labelSelector=app%3Dx' };
      expect(hpaReadOf(line('', others), { ...WANTED, resource: 'cpu' }, 5)).toBeUndefined();
    });
  });

  it('is left out when somebody else asked, or for something else', () => {
    const other = [
      { userAgent: 'kubectl/v1.36.3' },
      { stage: 'ResponseStarted' },
      { objectRef: { namespace: 'elsewhere', subresource: METRIC } },
      { objectRef: { namespace: 'style-transfer', subresource: 'queue_depth' } },
    ];
    for (const changes of other) expect(hpaReadOf(line('47', changes), WANTED, 5)).toBeUndefined();
    expect(hpaReadOf(line('47', { userAgent: 'kcm/horizontal-pod-autoscaler' }), WANTED, 5)).toBeDefined();
  });

  it('keeps the fraction of its times whatever their length, and refuses what is no time', () => {
    const second = Date.parse('2026-11-24T10:01:54Z');
    expect(instantOf('2026-11-24T10:01:54Z')).toBe(second);
    expect(instantOf('2026-11-24T10:01:54.5Z')).toBe(second + 500);
    expect(instantOf('2026-11-24T10:01:54.000001Z')).toBeCloseTo(second + 0.001, 3);
    expect(() => instantOf('soon')).toThrow('"soon" is no time');
  });
});

describe('following the audit log', () => {
  let folder: string;
  let log: string;
  let now: number;
  let places: readonly string[] | Error;
  let follower: HpaReadFollower;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hpa-reads-'));
    log = join(folder, 'audit.log');
    now = Date.parse('2026-11-24T10:00:00Z');
    places = [log];
    const source = {
      files: systemFiles,
      places: async () => {
        if (places instanceof Error) throw places;
        return places;
      },
    };
    follower = followHpaReads(source, WANTED, { now: () => now });
  });
  afterEach(async () => {
    await follower.close();
    await rm(folder, { recursive: true });
  });

  /** One look, 2 s after the last one: the values of pod `a` that it brought, and what was wrong. */
  async function look() {
    now += 2000;
    const { reads, problem } = await follower.look();
    return { values: reads.map(({ items }) => items[0]?.value), problem };
  }

  it('tells what is added after it began, each line once', async () => {
    await writeFile(log, line('1'));
    expect(await look()).toEqual({ values: [], problem: undefined });
    await appendFile(log, line('2') + line('3'));
    expect(await look()).toEqual({ values: ['2', '3'], problem: undefined });
    expect(await look()).toEqual({ values: [], problem: undefined });
  });

  it('waits for the rest of a line that is still being written', async () => {
    await writeFile(log, '');
    await look();
    const whole = line('4');
    await appendFile(log, whole.slice(0, 300));
    expect(await look()).toEqual({ values: [], problem: undefined });
    await appendFile(log, whole.slice(300) + line('5'));
    expect(await look()).toEqual({ values: ['4', '5'], problem: undefined });
  });

  it('loses nothing when the log is rotated', async () => {
    await writeFile(log, line('1'));
    await look();
    await appendFile(log, line('2'));
    await rename(log, join(folder, 'audit-2026.log'));
    await writeFile(log, line('3'));
    const first = await look();
    const second = await look();
    expect([...first.values, ...second.values]).toEqual(['2', '3']);
  });

  it('says so when a log is moved away and none comes in its place, and goes on when one does', async () => {
    await writeFile(log, line('1'));
    await look();
    await appendFile(log, line('2'));
    await rename(log, join(folder, 'audit-2026.log'));
    expect(await look()).toEqual({ values: ['2'], problem: undefined });
    expect((await look()).problem).toContain('was moved away, and no other stands in its place');
    await writeFile(log, line('3'));
    expect(await look()).toEqual({ values: ['3'], problem: undefined });
  });

  it('goes over to the log of a new adapter pod and reads it from its start', async () => {
    await writeFile(log, '');
    await look();
    await appendFile(log, line('1'));
    const other = join(folder, 'other', 'audit.log');
    await mkdir(join(folder, 'other'));
    await writeFile(other, line('2'));
    places = [other];
    expect((await look()).values).toEqual(['1', '2']);
    await appendFile(other, line('3'));
    expect(await look()).toEqual({ values: ['3'], problem: undefined });
  });

  it('brings at its last look what has come since, and asks nobody for it', async () => {
    await writeFile(log, '');
    await look();
    await appendFile(log, line('1'));
    places = new Error('the lab does not answer');
    expect((await follower.lastLook()).map(({ items }) => items[0]?.value)).toEqual(['1']);
  });

  it('says so while there is no log, no adapter, nobody who knows, or a line that is no event', async () => {
    expect((await look()).problem).toContain('no such file');
    places = [];
    expect((await look()).problem).toBe('no pod of the metrics adapter runs');
    places = new Error('the lab does not answer');
    expect((await look()).problem).toBe('the lab does not answer');
    places = [log];
    await writeFile(log, `{"kind":"Ev\n${line('6')}`);
    const seen = await look();
    expect(seen.values).toEqual(['6']);
    expect(seen.problem).toContain('a line of the audit log cannot be read');
  });
});
