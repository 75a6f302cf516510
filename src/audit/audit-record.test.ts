import { describe, expect, it } from 'vitest';
import { audit, changesOf, classesOf, rulesOf } from './audited-play.fixture.ts';
import type { Play } from './played-world.fixture.ts';

describe('a controller that follows the rules', () => {
  it('is equal in every decision, each with the rule behind it', () => {
    const done = audit();
    expect(done.summary).toMatchObject({ basis: 'reads', divergences: [], caveats: [] });
    expect(done.summary.equal).toBe(done.summary.syncs);
    expect(done.summary.syncs).toBeGreaterThan(50);
    expect(changesOf(done)).toEqual([2, 4, 6, 5, 1]);
    const rules = ['metric-ratio', 'policy-default', 'stabilization-down', 'min-replicas'] as const;
    expect(rulesOf(done)).toEqual(new Set(rules));
  });

  it('is equal with windows, policies and tolerances of a behavior', () => {
    const done = audit({
      hpa: {
        maxReplicas: 4,
        behavior: {
          scaleUp: {
            stabilizationWindowSeconds: 3,
            policies: [{ type: 'Pods', value: 1, periodSeconds: 3 }],
          },
          scaleDown: {
            stabilizationWindowSeconds: 6,
            tolerance: '0.3',
            policies: [{ type: 'Percent', value: 50, periodSeconds: 5 }],
          },
        },
      },
    });
    expect(done.summary).toMatchObject({ divergences: [], equal: done.summary.syncs });
    const rules = ['stabilization-up', 'stabilization-down', 'policy-pods', 'policy-percent'] as const;
    for (const rule of rules) expect(rulesOf(done)).toContain(rule);
  });

  it('is equal although the pod watch lags behind the one of the controller, and what was in flux is named', () => {
    // Pods start 413 ms after a read; seen 630 ms later, they are Pending here and Running there.
    const late = audit({ podsLateMs: 630 });
    expect(late.summary.divergences).toEqual([]);
    const flux = late.syncs.filter((sync) => sync.flux !== undefined);
    expect(flux.length).toBeGreaterThan(0);
    expect(flux[0]?.flux).toMatch(/pod pod-\d+ started, seen here \d+ ms after the read, counted already/);
  });
});

describe('S8: CPU and a GPU metric on one HPA', () => {
  // The GPU asks for 2 pods from 5 s on, CPU for 4 from 12 s on: 500m are 200 % of one request, at a target of 50 %.
  const mixed: Play = {
    hpa: { cpu: { averageUtilization: 50 } },
    load: (second) => (second < 5 || second >= 30 ? 0 : 40),
    cpu: (second) => (second < 12 || second >= 30 ? 10 : 500),
  };

  it('are both recomputed, and the larger proposal counts', () => {
    const done = audit(mixed);
    expect(done.summary).toMatchObject({ basis: 'reads', divergences: [], equal: done.summary.syncs });
    expect(changesOf(done)).toEqual([2, 4, 1]);
    const [byGpu, byCpu] = done.syncs.filter(({ inputs, observed }) => observed > inputs.current);
    expect(byGpu!.recomputed.sentences.join(' ')).toMatch(
      /Pods metric \S+: .*proposes 2.*Resource cpu: 4 % of/,
    );
    expect(byCpu!.recomputed.sentences.join(' ')).toMatch(
      /Resource cpu: 100 % of the requests, target 50 %, ratio 2\.000.*proposes 4.*largest proposal counts: 4/,
    );
    expect(byCpu!.recomputed.ratio).toBe(2);
    expect(byCpu!.inputs.resource).toEqual({
      name: 'cpu',
      values: expect.arrayContaining([{ pod: 'pod-0', value: 0.25 }]),
    });
  });

  it('does not excuse an HPA that goes by another CPU value than it read', () => {
    const done = audit(mixed, (seen) =>
      seen.map((one) =>
        one.kind === 'hpaRead' && one.api !== undefined
          ? { ...one, items: one.items.map((item) => ({ ...item, value: '10m' })) }
          : one,
      ),
    );
    expect(classesOf(done)).toContain('our-bug');
  });

  it('says that a sync whose CPU read is not on record cannot be known', () => {
    const done = audit(mixed, (seen) =>
      seen.filter((one) => one.kind !== 'hpaRead' || one.api === undefined),
    );
    expect(done.summary.divergences.length).toBeGreaterThan(0);
    expect(classesOf(done)).not.toContain('our-bug');
  });
});
