import { describe, expect, it } from 'vitest';
import type { ContainerStatus } from '../../kube/objects.ts';
import { type PodFacts, podStatus } from './pod-status.ts';
import { restartBackOff } from './restart-back-off.ts';

const container = (change: Partial<ContainerStatus>): ContainerStatus => ({
  name: 'c',
  image: 'i',
  ready: false,
  restartCount: 0,
  ...change,
});
const running = container({ ready: true, state: { running: {} } });
const ended = (exitCode: number) => container({ state: { terminated: { exitCode } } });
const facts = (containers: readonly ContainerStatus[], change: Partial<PodFacts> = {}): PodFacts => ({
  podIP: '10.244.0.2',
  startTime: 0,
  initialized: true,
  restartPolicy: 'Always',
  initContainers: [],
  containers,
  ...change,
});
const condition = (status: ReturnType<typeof podStatus>, type: string) =>
  status.conditions.find((one) => one.type === type);

describe('podStatus', () => {
  it.each([
    ['Pending', facts([container({ state: { waiting: {} } })])],
    ['Pending', facts([running], { initialized: false })],
    ['Running', facts([running])],
    ['Running', facts([container({ restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } })])],
    ['Succeeded', facts([ended(0)], { restartPolicy: 'Never' })],
    ['Failed', facts([ended(0), ended(1)], { restartPolicy: 'Never' })],
    ['Failed', facts([running], { rejected: { reason: 'UnexpectedAdmissionError', message: 'no GPU' } })],
  ])('is %s where a kubelet says so', (phase, given) => {
    expect(podStatus(given, [], 0).phase).toBe(phase);
  });

  it('names the containers that are not ready', () => {
    const status = podStatus(facts([running, container({ name: 'late', state: { running: {} } })]), [], 0);
    expect(condition(status, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [late]',
    });
  });

  it('keeps the time of a condition that has not changed and stamps one that has', () => {
    const before = podStatus(facts([container({ state: { waiting: {} } })]), [], 1000);
    const after = podStatus(facts([running]), before.conditions, 5000);
    expect(condition(after, 'Ready')?.lastTransitionTime).toBe('1970-01-01T00:00:05.000Z');
    expect(condition(after, 'PodScheduled')?.lastTransitionTime).toBe('1970-01-01T00:00:01.000Z');
  });
});

describe('restartBackOff', () => {
  it('starts at once after the first end, then waits twice as long each time up to five minutes', () => {
    const backOff = restartBackOff();
    const waits = Array.from({ length: 8 }, () => backOff.next(1000));
    expect(waits).toEqual([0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  it('forgets after ten minutes of running', () => {
    const backOff = restartBackOff();
    backOff.next(0);
    backOff.next(0);
    expect(backOff.next(600_000)).toBe(0);
  });
});
