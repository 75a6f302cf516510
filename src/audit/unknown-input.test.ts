import { describe, expect, it } from 'vitest';
import type { Observation } from '../sample/observation.ts';
import { buildTimeline } from '../sample/timeline.ts';
import { auditRecord } from './audit-record.ts';
import { audit, changesOf, classesOf } from './audited-play.fixture.ts';
import { planOf, play } from './played-hpa.fixture.ts';
import { START } from './played-world.fixture.ts';

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

it('follows few states at once however many restarts a record leaves possible', () => {
  const busy = (second: number) => (second % 40 < 25 ? 90 : 0);
  const seconds = 300;
  const torn = audit({ seconds, load: busy }, (seen) =>
    seen.filter((one) => one.kind !== 'hpaRead' || Math.floor((one.at - START) / 1000) % 10 > 3),
  );
  expect(torn.summary.syncs).toBeGreaterThan(150);
  expect(torn.summary.divergences.length).toBeGreaterThan(5);
});
