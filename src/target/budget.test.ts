import { describe, expect, it } from 'vitest';
import type { Clock } from '../clock/clock.ts';
import { makePlan } from '../plan/make-plan.ts';
import { PROFILES } from '../plan/timing.ts';
import type { Observation } from '../sample/observation.ts';
import { type ScenarioFile, scenarioSchema } from '../scenario/schema.ts';
import { watchBudget } from './budget.ts';

function planWith(budget: ScenarioFile['budget']) {
  const scenario = scenarioSchema.parse({
    name: 'thrifty',
    budget,
    hpa: { maxReplicas: 4 },
    load: { stages: [{ kind: 'hold', name: 'hold', rate: 10, duration: '10s' }] },
    assertions: [{ kind: 'noRequestLost' }],
  });
  return makePlan(scenario, PROFILES.compressed);
}

/** A clock whose sleepers wake when a test moves it on. */
function handClock(): Clock & { moveTo(ms: number): Promise<void> } {
  let now = 0;
  let wake = () => {};
  return {
    now: () => now,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        wake = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    moveTo: async (ms) => {
      now = ms;
      wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const pod = (at: number, name: string, change: 'scheduled' | 'deleted'): Observation => ({
  kind: 'pod',
  at,
  pod: name,
  change,
  ...(change === 'scheduled' ? { gpus: 2 } : {}),
});

const SENT: Observation = {
  kind: 'request',
  at: 1,
  intendedAt: 0,
  sentAt: 0,
  durationMs: 1,
  stage: 'hold',
  outcome: 'ok',
  status: 200,
};

it('stops a run whose pods have held more GPU-minutes than it may, and says who holds them', async () => {
  const clock = handClock();
  const watch = watchBudget(planWith({ gpuMinutes: 2 }), clock);
  watch.observe(pod(0, 'a', 'scheduled'));
  watch.observe(pod(30_000, 'b', 'scheduled'));
  watch.observe(pod(40_000, 'b', 'deleted'));
  await clock.moveTo(45_000);
  expect(watch.spent.aborted).toBe(false);
  await clock.moveTo(51_000);
  expect(String(watch.spent.reason)).toContain('the budget of 2 GPU-minutes is spent; GPUs held now: 2');
  watch.stop();
});

it('stops a run that sends more images than it may', async () => {
  const clock = handClock();
  const watch = watchBudget(planWith({ requests: 1 }), clock);
  watch.observe(SENT);
  await clock.moveTo(600);
  expect(watch.spent.aborted).toBe(false);
  watch.observe(SENT);
  await clock.moveTo(1200);
  expect(String(watch.spent.reason)).toContain('the budget of 1 images is spent');
  watch.stop();
});

describe('images that the serving side counted and no sender told of', () => {
  const counted = (at: number, name: string, accepted: number, rejected = 0): Observation => ({
    kind: 'serverCount',
    at,
    pod: name,
    accepted,
    completed: 0,
    rejected,
  });

  it('stop a run whose sender went silent and sends on', async () => {
    const clock = handClock();
    const watch = watchBudget(planWith({ requests: 10 }), clock);
    watch.observe(counted(1, 'a', 4, 1));
    watch.observe(counted(2, 'b', 5));
    await clock.moveTo(600);
    expect(watch.spent.aborted).toBe(false);
    watch.observe(counted(3, 'b', 6));
    await clock.moveTo(1200);
    expect(String(watch.spent.reason)).toContain(
      'the budget of 10 images is spent; senders told of 0, the serving pods counted 11',
    );
    watch.stop();
  });

  it('count once, whichever side has more', async () => {
    const clock = handClock();
    const watch = watchBudget(planWith({ requests: 3 }), clock);
    for (let i = 0; i < 3; i++) watch.observe(SENT);
    watch.observe(counted(1, 'a', 3));
    await clock.moveTo(600);
    expect(watch.spent.aborted).toBe(false);
    watch.stop();
  });

  it('go on from 0 where a container was restarted', async () => {
    const clock = handClock();
    const watch = watchBudget(planWith({ requests: 10 }), clock);
    watch.observe(counted(1, 'a', 6));
    watch.observe(counted(2, 'a', 4));
    await clock.moveTo(600);
    expect(watch.spent.aborted).toBe(false);
    watch.observe(counted(3, 'a', 5));
    await clock.moveTo(1200);
    expect(watch.spent.aborted).toBe(true);
    watch.stop();
  });

  it('are left out with existing objects, which others may send to as well', async () => {
    const plan = planWith({ requests: 1 });
    const existing = { namespace: 'ns', hpa: 'h', service: 's' };
    const clock = handClock();
    const watch = watchBudget({ ...plan, scenario: { ...plan.scenario, existing } as never }, clock);
    watch.observe(counted(1, 'a', 100));
    await clock.moveTo(600);
    expect(watch.spent.aborted).toBe(false);
    watch.stop();
  });
});

it('lets no run go on for ever, whatever hangs', async () => {
  const plan = planWith({});
  const clock = handClock();
  const watch = watchBudget(plan, clock);
  await clock.moveTo(plan.budget!.timeMs + 1);
  expect(String(watch.spent.reason)).toContain('the run took longer than');
  watch.stop();
});

it('has a default that no run as planned spends, and warns of one that every run does', () => {
  const { budget, predicted, arrivals } = planWith({});
  expect(budget!.gpuMinutes).toBeGreaterThan(predicted.gpuMinutes);
  expect(budget!.requests).toBeGreaterThan(arrivals.length);
  expect(budget!.arithmetic).toHaveLength(3);
  expect(planWith({ gpuMinutes: 0.1, requests: 5 }).warnings).toEqual([
    expect.stringContaining('budget.gpuMinutes 0.1: the run needs about'),
    expect.stringContaining('budget.requests 5: the plan has 100'),
  ]);
});
