import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hpaOfDescribed } from './hpa-of-described.ts';
import { parseDescribe } from './parse-describe.ts';
import { findBlocks } from './text-block.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/kubectl/${name}.txt`, import.meta.url), 'utf8');
const parse = (text: string) =>
  findBlocks(text)
    .filter(({ kind }) => kind === 'describe')
    .map(parseDescribe);

/** kubectl's describe of an HPA, with other lines between Metrics and Conditions. */
const described = (middle: string) =>
  `Name:  serving\nNamespace:  vision\nReference:  Deployment/serving\n${middle}\nConditions:\n`;

describe('the text of kubectl describe hpa', () => {
  it('is read line by line, each number with its line', () => {
    const [one] = parse(fixture('describe-scaling-out'));
    expect(one).toMatchObject({
      name: 'fast-style-transfer-serving',
      namespace: 'style-transfer',
      target: { line: 11, value: { kind: 'Deployment', name: 'fast-style-transfer-serving' } },
      metrics: [
        {
          line: 13,
          spec: { type: 'Pods', target: { averageValue: 20_000 } },
          current: { averageValue: 39_000 },
        },
      ],
      minReplicas: { line: 14, value: 1 },
      maxReplicas: { line: 15, value: 10 },
      behavior: undefined,
      pods: { line: 16, value: { current: 2, desired: 4 } },
      unread: [],
    });
    expect(one?.conditions.map(({ line, type, reason }) => [line, type, reason])).toEqual([
      [20, 'AbleToScale', 'SucceededRescale'],
      [21, 'ScalingActive', 'ValidMetricFound'],
      [22, 'ScalingLimited', 'DesiredWithinRange'],
    ]);
    expect(one?.events?.at(-1)).toMatchObject({
      reason: 'SuccessfulRescale',
      age: { fromMs: 1000, belowMs: 2000 },
      message: 'New size: 4; reason: pods metric DCGM_FI_DEV_GPU_UTIL above target',
    });
  });

  it.each([
    'describe-never-synced',
    'describe-first-step',
    'describe-steady',
    'describe-stabilized',
    'describe-scaling-in',
    'describe-scaled-in',
  ])('leaves no line of %s unread', (name) => {
    const [one] = parse(fixture(name));
    expect(one?.unread).toEqual([]);
    expect(hpaOfDescribed(one!).spec.maxReplicas).toBe(10);
  });

  it('may stand indented between prompts and prose, more than once', () => {
    const page = [
      'Some words.',
      '    $ kubectl describe hpa',
      ...fixture('describe-steady')
        .split('\n')
        .map((line) => `    ${line}`),
    ];
    const twice = [...page, '```', ...fixture('describe-scaled-in').split('\n'), '```', 'More words.'].join(
      '\n',
    );
    expect(parse(twice).map(({ line, pods, unread }) => [line, pods, unread.length])).toEqual([
      [3, { line: 18, value: { current: 5, desired: 5 } }, 0],
      [35, { line: 50, value: { current: 1, desired: 1 } }, 0],
    ]);
  });

  it('has every kind of metric and the rules of both directions', () => {
    const [one] = parse(fixture('describe-every-kind'));
    expect(one?.unread).toEqual([]);
    const sides = one?.metrics.map(({ spec, current }) => {
      if (spec.type === 'Unknown') return [];
      const { averageUtilization, averageValue, value } = spec.target;
      const title = 'metric' in spec ? spec.metric.name : spec.name;
      return [
        spec.type,
        title,
        current?.averageUtilization ?? current?.averageValue ?? current?.value,
        averageUtilization ?? averageValue ?? value,
      ];
    });
    expect(sides).toEqual([
      ['Resource', 'cpu', 83, 60],
      ['Resource', 'memory', 301_989_888_000, 536_870_912_000],
      ['ContainerResource', 'cpu', 12, 70],
      ['ContainerResource', 'memory', 629_145_600_000, 1_073_741_824_000],
      ['Pods', 'DCGM_FI_DEV_GPU_UTIL', 27_500, 20_000],
      ['Object', 'requests-per-second', 1_500_000, 2_000_000],
      ['Object', 'queue-length', 21_500, 30_000],
      ['External', 'queue_messages_ready', 40_000, 50_000],
      ['External', 'vllm:num_requests_waiting', 1_750, 2_500],
    ]);
    expect(one?.behavior?.scaleUp?.rules).toMatchObject({
      stabilizationWindowSeconds: 30,
      selectPolicy: 'Min',
      policies: [
        { type: 'Pods', value: 4, periodSeconds: 60 },
        { type: 'Percent', value: 50, periodSeconds: 30 },
      ],
    });
    expect(one?.behavior?.scaleDown?.rules).toMatchObject({
      stabilizationWindowSeconds: undefined,
      selectPolicy: 'Disabled',
    });
  });

  it('tells a metric that has no value from one that is zero', () => {
    const [unknown] = parse(described('Metrics:  ( current / target )\n  "queue" on pods:  <unknown> / 5'));
    const [zero] = parse(described('Metrics:  ( current / target )\n  "queue" on pods:  0 / 5'));
    expect(unknown?.metrics[0]).toMatchObject({ current: undefined });
    expect(zero?.metrics[0]).toMatchObject({ current: { averageValue: 0 } });
  });

  it('names the line that it cannot read, and what it expected there', () => {
    const text = described(
      'Metrics:  ( current / target )\n  "queue" on pods:  many / 5\nMin replicas:  1\nMax replicas:  ten',
    );
    const [one] = parse(text);
    expect(one?.unread).toEqual([
      { line: 5, text: '"queue" on pods:  many / 5', expected: expect.stringContaining('current / target') },
      { line: 7, text: 'Max replicas:  ten', expected: 'Max replicas: a whole number' },
    ]);
    expect(() => hpaOfDescribed(one!)).toThrow('line 5: expected');
  });

  it('names the line that is missing', () => {
    const [one] = parse(described('Min replicas:  1'));
    expect(() => hpaOfDescribed(one!)).toThrow('that starts at line 1 has no line `Max replicas:`');
  });
});
