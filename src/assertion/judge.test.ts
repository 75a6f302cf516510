import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GapSource, Observation, ObservationKind } from '../sample/observation.ts';
import type { AssertionKind } from '../scenario/schema.ts';
import { greenRun, LOAD_END, LOAD_START, planOfAllKinds, START, verdictOn } from './green-run.fixture.ts';
import { ASSERTIONS } from './index.ts';

const KINDS = Object.keys(ASSERTIONS) as readonly AssertionKind[];
const GREEN = greenRun();

/** What each kind cannot do without: without these observations there is nothing to see. */
const NEEDED: Readonly<Record<AssertionKind, readonly ObservationKind[]>> = {
  scalesOut: ['pod', 'endpoints', 'request'],
  replicasWithin: ['replicas'],
  // Its metric may come from any hop; that it needs one of them is tested below.
  metricBeforeScaleOut: ['replicas'],
  dutyCycleZero: ['gpu', 'pod'],
  scalesIn: ['replicas', 'pod'],
  gpusReleased: ['gpus', 'replicas'],
  noFlapping: ['replicas'],
  latency: ['request'],
  errorRate: ['request'],
  noRequestLost: ['request', 'pod'],
  loadStops: ['load', 'serverCount'],
  imagesStyled: ['image'],
  hpaHealthy: ['hpa'],
  // Without the controller's reads its status and our polls stand for them; without a log that there is, it is a gap.
  hpaFollowsSpec: ['hpa', 'pod', 'replicas'],
  hpaUnchanged: ['hpa'],
};

function gap(source: GapSource, from: number, to: number): readonly Observation[] {
  return [
    { kind: 'gap', at: from, source, from, to: null, reason: 'the watch broke' },
    { kind: 'gap', at: to, source, from, to, reason: 'the watch broke' },
  ];
}

describe.each(KINDS)('%s', (kind) => {
  it('passes on a run that scales out and in, with figures and arithmetic', () => {
    const verdict = verdictOn(kind, GREEN);
    expect(verdict).toMatchObject({ assertion: kind, status: 'passed' });
    expect(verdict.samples).toBeGreaterThan(0);
    expect(verdict.reason).toBeUndefined();
    expect(verdict.window.from).toBeLessThanOrEqual(verdict.window.to);
  });

  it('is inconclusive when a source that it needs was blind in its window', () => {
    for (const source of ASSERTIONS[kind].needs) {
      const { window } = verdictOn(kind, GREEN);
      const middle = (window.from + window.to) / 2;
      const verdict = verdictOn(kind, [...GREEN, ...gap(source, middle - 1500, middle + 1500)]);
      expect(verdict).toMatchObject({ status: 'inconclusive' });
      expect(verdict.reason).toContain(`${source} was not observed from`);
    }
  });

  it('is not disturbed by a gap outside its window', () => {
    for (const source of ASSERTIONS[kind].needs) {
      expect(verdictOn(kind, [...GREEN, ...gap(source, START - 2000, START - 1000)]).status).toBe('passed');
    }
  });

  it('never passes without the observations that it needs', () => {
    for (const needed of NEEDED[kind]) {
      const verdict = verdictOn(
        kind,
        GREEN.filter((seen) => seen.kind !== needed),
      );
      expect(verdict.status, `without ${needed}: ${verdict.observed}`).not.toBe('passed');
    }
  });

  it('is inconclusive on a record that is not complete', () => {
    expect(verdictOn(kind, GREEN, { complete: false })).toMatchObject({ status: 'inconclusive' });
  });
});

it('neither passes nor fails what is about load when the load was not delivered', () => {
  for (const kind of KINDS.filter((k) => ASSERTIONS[k].needsLoad)) {
    const verdict = verdictOn(kind, GREEN, { delivered: false });
    expect(verdict).toMatchObject({
      status: 'inconclusive',
      reason: 'the load was not delivered: k6 was killed',
    });
  }
});

it('never passes on any part of a run that lacks what an assertion needs', () => {
  const plan = planOfAllKinds();
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), fc.integer({ min: 0, max: 2 ** 31 }), (kind, seed) => {
      const needed = NEEDED[kind][seed % NEEDED[kind].length]!;
      // A part of the run chosen by the seed, always without one of the kinds that are needed.
      const part = GREEN.filter((seen, index) => seen.kind !== needed && (seed >> (index % 31)) % 2 === 0);
      const verdict = verdictOn(kind, part, { plan });
      expect(verdict.status).not.toBe('passed');
      expect(verdict.expected).not.toBe('');
    }),
    { numRuns: 200 },
  );
});

it('never passes metricBeforeScaleOut when no hop told a value', () => {
  const told = new Set<ObservationKind>(['gpu', 'customMetric', 'hpa']);
  const verdict = verdictOn(
    'metricBeforeScaleOut',
    GREEN.filter((seen) => !told.has(seen.kind)),
  );
  expect(verdict).toMatchObject({ status: 'inconclusive', samples: 0 });
});

it('never passes with 0 samples, wherever the run is cut', () => {
  const plan = planOfAllKinds();
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), fc.nat(100_000), (kind, ms) => {
      const part = GREEN.filter((seen) => seen.at <= START + ms);
      const verdict = verdictOn(kind, part, { plan });
      expect(verdict.status === 'passed' && verdict.samples === 0).toBe(false);
    }),
    { numRuns: 200 },
  );
});

it('holds a failure that was witnessed, whatever was not seen beside it', () => {
  const eleven: Observation = {
    kind: 'replicas',
    at: LOAD_START + 9000,
    desired: 11,
    current: 11,
    ready: 1,
    available: 1,
  };
  const blind = gap('deployment', LOAD_START + 20_000, LOAD_START + 30_000);
  expect(verdictOn('replicasWithin', [...GREEN, eleven, ...blind]).status).toBe('failed');
});

it('calls a miss inconclusive, not failed, when Prometheus was killed on purpose meanwhile', () => {
  const still = GREEN.filter((seen) => seen.kind !== 'replicas' || seen.at < LOAD_END);
  const struck: Observation = {
    kind: 'component',
    at: LOAD_START + 12_000,
    component: 'prometheus',
    change: 'struck',
  };
  const endedAt = LOAD_END + 90_000;
  expect(verdictOn('scalesIn', still, { endedAt }).status).toBe('failed');
  expect(verdictOn('scalesIn', [...still, struck], { endedAt })).toMatchObject({ status: 'inconclusive' });
});

it('calls a size not reached inconclusive when the watch or the load ended before the bound', () => {
  const alone = GREEN.filter((seen) => seen.kind !== 'pod' || seen.at < LOAD_START);
  const until = (ms: number) => alone.filter((seen) => seen.at <= LOAD_START + ms);
  expect(verdictOn('scalesOut', until(20_000)).reason).toMatch(/^the watch ended at \+20/);
  const ended = until(20_000);
  const short: Observation = { kind: 'load', at: LOAD_START + 20_000, edge: 'end', completed: true };
  expect(verdictOn('scalesOut', [...ended, short], { endedAt: LOAD_END }).reason).toMatch(
    /^the load ended at \+20/,
  );
});

it('does not take pods that served before the load for a scale-out', () => {
  // The load starts only when everything had come up.
  const late = GREEN.flatMap((seen): readonly Observation[] =>
    seen.kind === 'load' && seen.edge === 'start' ? [{ ...seen, at: LOAD_START + 20_000 }] : [seen],
  );
  const verdict = verdictOn('scalesOut', late);
  expect(verdict).toMatchObject({ status: 'inconclusive' });
  expect(verdict.reason).toMatch(/served already when the load began/);
});

it('does not count a gap of Prometheus that is shorter than one scrape', () => {
  const short = gap('prometheus', LOAD_START + 10_000, LOAD_START + 10_400);
  expect(verdictOn('hpaHealthy', [...GREEN, ...short]).status).toBe('passed');
});

it('says what a pass of hpaFollowsSpec rests on where nothing logs what the HPA read', () => {
  const unlogged = GREEN.filter((seen) => seen.kind !== 'hpaRead');
  const verdict = verdictOn('hpaFollowsSpec', unlogged);
  expect(verdict.status).toBe('passed');
  expect(verdict.reason).toContain('Nothing here logs what the controller read');
  const blind = unlogged.filter((seen) => seen.kind !== 'customMetric');
  expect(verdictOn('hpaFollowsSpec', blind).status).toBe('inconclusive');
});
