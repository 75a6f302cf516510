import { expect, test } from 'vitest';
import { examplePlan } from '../record/example-plan.generate.ts';
import { exampleEvents } from '../record/example-run.generate.ts';
import type { Observation } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import { attestLoad } from './attest-load.ts';

const plan = examplePlan();
const all = exampleEvents('passed').filter((e): e is Observation => e.kind !== 'run' && e.kind !== 'end');
const startedAt = all[0]!.at;

function attest(change: (observation: Observation, index: number) => Observation | null, of = plan) {
  const observations = all.map(change).filter((o) => o !== null);
  return attestLoad(of, buildTimeline(observations, { startedAt, complete: true }));
}

let nth = 0;
const dropEvery = (n: number) => (o: Observation) => (o.kind === 'request' && nth++ % n === 0 ? null : o);

test('a load that was sent as asked is delivered, with asked beside achieved for each stage', () => {
  const attestation = attest((o) => o);
  expect(attestation.problems).toEqual([]);
  expect(attestation.delivered).toBe(true);
  expect(attestation.stages.map((s) => [s.stage, s.asked, s.sent, s.ok])).toEqual([
    ['warm-up', 21, 21, 21],
    ['peak', 108, 108, 108],
  ]);
  expect(attestation.stages[1]!.achievedRate).toBeCloseTo(6, 1);
  expect(attestation.serverAccepted).toBeGreaterThan(100);
});

test('requests that were sent and lost are delivered load: a broken service is not a broken load', () => {
  const attestation = attest((o) => (o.kind === 'request' ? { ...o, outcome: 'lost', status: 0 } : o));
  expect(attestation.delivered).toBe(true);
  expect(attestation.stages[1]!.lost).toBe(108);
});

test('one missing arrival is allowed, a tenth of them is not', () => {
  nth = 1;
  expect(attest(dropEvery(129)).delivered).toBe(true);
  nth = 0;
  expect(attest(dropEvery(10)).problems.join()).toMatch(/stage peak: 98 of 108 images sent, 10 missing/);
});

test('a load that asks for nothing is not delivered', () => {
  const nothing = { ...plan, arrivals: [], stages: plan.stages.map((s) => ({ ...s, arrivals: 0 })) };
  const attestation = attest((o) => (o.kind === 'request' ? null : o), nothing);
  expect(attestation.delivered).toBe(false);
  expect(attestation.problems).toEqual(['the scenario asks for no images at all']);
});

test('a load generator that did not finish is named with what it said', () => {
  const attestation = attest((o) =>
    o.kind === 'load' && o.edge === 'end' ? { ...o, completed: false, detail: 'killed by SIGKILL' } : o,
  );
  expect(attestation.problems.join()).toMatch(/did not finish.*killed by SIGKILL/);
});

test('a load that never ended or never started is not delivered', () => {
  expect(attest((o) => (o.kind === 'load' && o.edge === 'end' ? null : o)).problems.join()).toMatch(
    /never said/,
  );
  expect(attest((o) => (o.kind === 'load' ? null : o)).problems.join()).toMatch(/never started/);
});

test('images sent late are held against the generator', () => {
  const attestation = attest((o) => (o.kind === 'request' ? { ...o, sentAt: o.sentAt + 400 } : o));
  expect(attestation.problems.join()).toMatch(/half of the images were sent more than 401ms late/);
});

test('a single image sent late is not held against a short load, two are', () => {
  const short = plan.arrivals.slice(0, 40);
  const lateAfter = (count: number) => {
    let nth = 0;
    return attest(
      (o) => {
        if (o.kind !== 'request') return o;
        nth++;
        if (nth > short.length) return null;
        return { ...o, sentAt: o.intendedAt + (nth <= count ? 600 : 0) };
      },
      { ...plan, arrivals: short },
    ).problems.filter((problem) => problem.startsWith('1 %'));
  };
  expect(lateAfter(1)).toEqual([]);
  expect(lateAfter(2).join()).toMatch(/1 % of the images were sent more than 600ms late/);
});

test('a gap in the load is a problem', () => {
  const gap: Observation = {
    kind: 'gap',
    at: startedAt + 9000,
    source: 'load',
    from: startedAt + 8000,
    to: startedAt + 9000,
    reason: 'no line from k6',
  };
  const attestation = attestLoad(plan, buildTimeline([...all, gap], { startedAt, complete: true }));
  expect(attestation.problems.join()).toMatch(/not observed from \+5\.1s: no line from k6/);
});

test('a pod that answered more than it counts is named, but not one whose counter died with it', () => {
  const halved = (o: Observation): Observation =>
    o.kind === 'serverCount' ? { ...o, accepted: o.accepted >> 1 } : o;
  expect(attest(halved).problems.join()).toMatch(/answered \d+ images but counts only \d+ accepted/);
  const pods = new Set(all.flatMap((o) => (o.kind === 'pod' ? [o.pod] : [])));
  const restarts = [...pods].map(
    (pod): Observation => ({ kind: 'pod', at: startedAt + 20_000, pod, change: 'restarted' }),
  );
  const timeline = buildTimeline([...all.map(halved), ...restarts], { startedAt, complete: true });
  expect(attestLoad(plan, timeline).delivered).toBe(true);
});
