import { describe, expect, it } from 'vitest';
import type { Observation } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import { auditRecord } from './audit-record.ts';
import type { HpaAudit } from './hpa-audit.ts';
import { planOf, play, timelineOf } from './played-hpa.fixture.ts';
import { type Play, START } from './played-world.fixture.ts';

function audit(what: Play = {}, doctor = (seen: readonly Observation[]) => seen): HpaAudit {
  return auditRecord(planOf(what), timelineOf(doctor(play(what))));
}

const classesOf = ({ summary }: HpaAudit) => [...new Set(summary.divergences.map((one) => one.class))];
const rulesOf = ({ syncs }: HpaAudit) => new Set(syncs.map(({ recomputed }) => recomputed.rule));
const changesOf = ({ syncs }: HpaAudit) =>
  syncs.filter(({ inputs, observed }) => observed !== inputs.current).map(({ observed }) => observed);

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

describe('a status that the API server refused, because the one before it had only just been written', () => {
  // The late sync reads 54, the refused one 48.
  const load = (second: number) => {
    if (second < 3) return 0;
    if (second < 14) return 57;
    return second < 14.12 ? 54 : 48;
  };

  it.each([
    ['the same', 48],
    ['something else', 51],
  ])('is no divergence where the sync after it read %s', (_what, then) => {
    const done = audit({ load: (second) => (second < 15 ? load(second) : then), lateSyncAt: 13 });
    expect(done.summary.divergences).toEqual([]);
    expect(done.summary.equal).toBe(done.summary.syncs);
    expect(done.syncs.flatMap(({ flux }) => flux ?? []).length).toBe(1);
  });

  const isRefused = (seen: Observation) => seen.kind === 'event' && seen.reason === 'FailedUpdateStatus';
  // At 8 s the size stays, and the mean is another than before; at 10 s it changes.
  const busier = (second: number) => (second < 3 ? 0 : second < 7.5 ? 55 : second < 9.5 ? 50 : 130);

  it.each([8, 10])(
    'is no divergence where the controller says that it was refused, %i s into the run',
    (refusedAt) => {
      const done = audit({ load: busier, refusedAt });
      expect(done.summary.divergences).toEqual([]);
      expect(done.summary.equal).toBe(done.summary.syncs);
      expect(done.syncs.flatMap(({ flux }) => flux ?? [])).toEqual([
        'the API server refused its status (event FailedUpdateStatus)',
      ]);
    },
  );

  it('is one where the controller did not say so', () => {
    const done = audit({ load: busier, refusedAt: 10 }, (seen) => seen.filter((one) => !isRefused(one)));
    expect(done.summary.divergences.length).toBeGreaterThan(0);
  });

  it('excuses no other size than the rules give', () => {
    const done = audit({ load: busier, refusedAt: 10 }, (seen) =>
      seen.map((one) => (one.kind === 'replicas' && one.at > START + 10_000 ? { ...one, desired: 9 } : one)),
    );
    expect(done.summary.divergences.length).toBeGreaterThan(0);
  });

  it('is one where the API server had no reason to refuse it', () => {
    const done = audit({ load: (second) => (second < 15 ? load(second) : 51) }, (seen) => {
      const missed = seen.findIndex((one) => one.kind === 'hpa' && one.at > START + 14_100);
      return seen.toSpliced(missed, 1);
    });
    expect(classesOf(done)).toEqual(['our-bug']);
  });
});

describe('what a record does not tell', () => {
  const isStatus = (seen: Observation) => seen.kind === 'hpa';

  it('is an unknown input where it began when the controller remembered more', () => {
    const from = START + 21_000;
    const cut = audit({}, (seen) => {
      // A watch that begins tells first how things are.
      const status = seen.findLast((one) => isStatus(one) && one.at <= from)!;
      return [{ ...status, at: from }, ...seen.filter((one) => one.at > from || one.kind === 'pod')];
    });
    expect(cut.summary.caveats).toEqual([
      'What the controller remembered before the record began is not known.',
    ]);
    expect(classesOf(cut)).toEqual(['unknown-input']);
    expect(cut.summary.explained).toBe(cut.summary.syncs);
    expect(cut.summary.equal).toBeGreaterThan(15);
    expect(cut.summary.divergences[0]?.why).toContain(
      'what the controller remembered before the record began',
    );
  });

  it('is an unknown input where reads were missed', () => {
    const from = START + 19_000;
    const missed = audit({ load: (second) => (second > 12 && second < 15 ? 190 : 20) }, (seen) => [
      ...seen.filter((one) => one.kind !== 'hpaRead' || one.at < START + 12_000 || one.at > START + 16_000),
      {
        kind: 'gap',
        at: from,
        source: 'hpa-reads',
        from: START + 12_000,
        to: START + 16_000,
        reason: 'no log',
      },
    ]);
    expect(classesOf(missed)).toEqual(['unknown-input']);
    expect(missed.summary.divergences[0]?.why).toMatch(/hpa-reads was not observed|no read/);
  });

  it('is never called our bug where the record ends between the last read and a status that another read led to', () => {
    const played = play({});
    const reads = played.filter(({ kind }) => kind === 'hpaRead');
    for (const last of reads.slice(5)) {
      // The log of the reads is looked at more seldom than the status is seen.
      const seen = played.filter(({ kind, at }) => at <= last.at + (kind === 'hpaRead' ? 0 : 1040));
      const timeline = buildTimeline(seen, { startedAt: START, complete: true, endedAt: last.at + 1050 });
      const classes = classesOf(auditRecord(planOf({}), timeline));
      expect(classes.filter((one) => one !== 'unknown-input')).toEqual([]);
    }
  });

  it('leaves the decisions uncertain where nothing logs the reads of the controller', () => {
    const polled = audit({}, (seen) => seen.filter((one) => one.kind !== 'hpaRead'));
    expect(polled.summary.basis).toBe('status');
    expect(polled.summary.caveats[0]).toContain('Nothing here logs what the controller read');
    expect(polled.summary.equal).toBeGreaterThan(0.95 * polled.summary.syncs);
    expect(changesOf(polled)).toEqual(changesOf(audit()));
    const classes = new Set(polled.summary.divergences.map((one) => one.class));
    expect([...classes].filter((one) => one !== 'unknown-input')).toEqual([]);
  });

  it('leaves nothing to recompute where neither reads nor statuses are on record', () => {
    const blind = audit({}, (seen) => seen.filter((one) => one.kind !== 'hpaRead' && !isStatus(one)));
    expect(blind.summary).toMatchObject({ basis: 'none', syncs: 0 });
  });
});

describe('an HPA that is edited in mid-run', () => {
  const load = (second: number) => (second < 4 ? 0 : second < 20 ? 110 : 25);
  const down = (stabilizationWindowSeconds: number) => ({ scaleDown: { stabilizationWindowSeconds } });
  const edits = [
    { at: 8, hpa: { maxReplicas: 5, metric: { averageValue: '10' } } },
    { at: 23, hpa: { maxReplicas: 5, metric: { averageValue: '10' }, behavior: down(2) } },
  ];

  it('is followed: each decision is recomputed from the spec that was in force', () => {
    const done = audit({ load, edits });
    expect(done.summary).toMatchObject({ divergences: [], equal: done.summary.syncs });
    // Without the window that was edited in, the five would have stayed until 40 s.
    expect(changesOf(done)).toEqual([4, 6, 5, 2, 3]);
  });

  it.each([
    ['later than', { hpaLateMs: 150 }, 23.2, 0, 'seen here 76 ms after the read, counted already'],
    ['sooner than', {}, 23.2, 100, 'seen here 69 ms before the read, did not count yet'],
  ])(
    'is followed although our watch tells of an edit %s its controller has it',
    (_, late, at, controllerLateMs, told) => {
      // The HPA syncs at 23.264 s, and by this edit it scales in at once.
      const done = audit({ load, ...late, edits: [edits[0]!, { at, hpa: edits[1]!.hpa, controllerLateMs }] });
      expect(done.summary.divergences).toEqual([]);
      expect(done.syncs.flatMap(({ flux }) => flux ?? [])).toContain(`the HPA was edited, ${told}`);
    },
  );

  it('is forgotten by its controller when it is deleted and made again, which is no fault', () => {
    const hpa = {
      behavior: { scaleUp: { policies: [{ type: 'Pods' as const, value: 1, periodSeconds: 20 }] } },
    };
    const done = audit({ hpa, edits: [{ at: 9.5, hpa, isRemade: true }] });
    expect(classesOf(done)).toEqual(['controller-restart']);
    expect(done.summary.divergences[0]).toMatchObject({ recomputed: 2, observed: 3 });
    expect(done.summary.divergences[0]!.why).toContain('the HPA was deleted, and made again at');
    expect(done.summary.explained).toBe(done.summary.syncs);
  });

  it('leaves decisions unknown where only the plan tells of a spec', () => {
    const done = audit({ load, edits, isSpecTold: false });
    expect(classesOf(done)).toEqual(['unknown-input']);
    expect(done.summary.divergences[0]?.why).toContain('its behavior since then is not on record');
  });

  it('leaves decisions unknown where it goes by a metric whose reads are not on record', () => {
    const done = audit({ load }, (seen) =>
      seen.flatMap((one): readonly Observation[] => {
        if (one.kind !== 'hpaSpec') return [one];
        const cpu = {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        };
        const metrics = [...(one.spec.metrics as readonly object[]), cpu];
        const spec = { ...one.spec, metrics };
        return [one, { ...one, at: START + 6000, specVersion: 'two', spec }];
      }),
    );
    expect(classesOf(done)).toEqual(['unknown-input']);
    expect(done.summary.divergences[0]?.why).toContain('the HPA has 2 metrics then, and only reads of');
  });
});

describe('a controller that was struck or is another', () => {
  it('has restarted when its reads pause and an empty memory explains what it does', () => {
    // The high proposal of before is forgotten, and the size of then holds for a new window.
    const load = (second: number) => (second < 14 ? 90 : 0);
    const done = audit({ restartAt: 25, load });
    expect(classesOf(done)).toEqual(['controller-restart']);
    expect(done.summary.divergences[0]?.why).toMatch(/it read nothing for \d/);
    expect(done.summary.explained).toBe(done.summary.syncs);
  });

  it('has restarted when it was struck, though its reads hardly pause', () => {
    const hpa = {
      behavior: { scaleUp: { policies: [{ type: 'Pods' as const, value: 1, periodSeconds: 20 }] } },
    };
    const blow = { kind: 'component', at: START + 9500, component: 'kube-controller-manager' } as const;
    const done = audit({ forgetAt: 9.5, hpa }, (seen) => [...seen, { ...blow, change: 'struck' }]);
    expect(done.summary.divergences).toHaveLength(1);
    expect(done.summary.divergences[0]).toMatchObject({
      class: 'controller-restart',
      recomputed: 2,
      observed: 3,
    });
    expect(done.summary.divergences[0]?.why).toContain('kube-controller-manager was struck at');
  });

  it.each([
    ['a shorter window', { downscaleStabilizationMs: 9000 }, /downscale-stabilization=(9|10)s/],
    ['a longer window', { downscaleStabilizationMs: 30_000 }, /downscale-stabilization=30s/],
    ['another tolerance', { tolerance: 0.3 }, /tolerance=0\.[23]/],
  ])('has other flags when %s makes every decision right', (_, flags, told) => {
    const load = (second: number) => (second < 5 ? 0 : second < 15 ? 90 : second < 22 ? 75 : 0);
    const done = audit({ flags, load });
    expect(classesOf(done)).toEqual(['other-version-or-flags']);
    expect(done.summary.divergences[0]?.why).toMatch(told);
  });

  it('has two other flags when no single one makes every decision right', () => {
    const load = (second: number) => (second < 5 ? 0 : second < 15 ? 90 : second < 22 ? 75 : 0);
    const flags = { tolerance: 0.3, downscaleStabilizationMs: 9000 };
    const done = audit({ flags, load });
    expect(classesOf(done)).toEqual(['other-version-or-flags']);
    const why = done.summary.divergences[0]!.why;
    expect(why).toMatch(/tolerance=0\.(2|25|3|4)/);
    expect(why).toMatch(/downscale-stabilization=(9|10)s/);
  });

  it('is overruled by another writer when a size comes that it did not set', () => {
    const done = audit({ scaled: { at: 12, to: 8 } });
    expect(classesOf(done)).toEqual(['another-writer']);
    expect(done.summary.divergences[0]?.why).toMatch(/spec\.replicas went \d -> 8/);
    // What the HPA makes of the size that it finds is right all the same.
    expect(done.summary.equal).toBe(done.summary.syncs);
  });

  it('is said to differ by our own fault only when nothing else is left', () => {
    const done = audit({}, (seen) =>
      seen.map((one) =>
        one.kind === 'hpa' && one.desired === 6 && one.current === 4 ? { ...one, desired: 7 } : one,
      ),
    );
    expect(classesOf(done)).toContain('our-bug');
    expect(done.summary.divergences.find((one) => one.class === 'our-bug')?.why).toContain(
      'the rules give 6, the HPA set 7',
    );
  });
});

it('follows few states at once however many restarts a record leaves possible', () => {
  const busy = (second: number) => (second % 40 < 25 ? 90 : 0);
  const seconds = 300;
  const torn = audit({ seconds, load: busy }, (seen) =>
    seen.filter((one) => one.kind !== 'hpaRead' || Math.floor((one.at - START) / 1000) % 10 > 3),
  );
  expect(torn.summary.syncs).toBeGreaterThan(150);
  expect(torn.summary.divergences.length).toBeGreaterThan(5);
});
