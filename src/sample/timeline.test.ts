import { describe, expect, it } from 'vitest';
import type { Observation } from './observation.ts';
import { buildTimeline, gapsIn, lastAt } from './timeline.ts';

const replicas = (at: number, desired: number): Observation => ({
  kind: 'replicas',
  at,
  desired,
  current: desired,
  ready: desired,
  available: desired,
});

describe('a timeline', () => {
  it('keeps each kind in order of time, whatever the order of arrival', () => {
    const timeline = buildTimeline([replicas(30, 3), replicas(10, 1), replicas(20, 2)], {
      startedAt: 0,
      complete: true,
    });
    expect(timeline.of('replicas').map((r) => r.desired)).toEqual([1, 2, 3]);
    expect(timeline.endedAt).toBe(30);
    expect(timeline.of('gpu')).toEqual([]);
  });

  it('tells the last state at or before an instant', () => {
    const list = [{ at: 10 }, { at: 20 }, { at: 20.5 }];
    expect(lastAt(list, 9)).toBeUndefined();
    expect(lastAt(list, 20)).toBe(list[1]);
    expect(lastAt(list, 99)).toBe(list[2]);
  });

  it('counts a gap once when it was opened and closed, and to the end of the run while it is open', () => {
    const gap = (source: 'hpa' | 'pods', from: number, to: number | null): Observation => ({
      kind: 'gap',
      at: to ?? from,
      source,
      from,
      to,
      reason: 'cut',
    });
    const timeline = buildTimeline([gap('hpa', 10, null), gap('hpa', 10, 15), gap('pods', 40, null)], {
      startedAt: 0,
      endedAt: 100,
      complete: true,
    });
    expect(gapsIn(timeline, ['hpa', 'pods'], { from: 0, to: 100 })).toHaveLength(2);
    expect(gapsIn(timeline, ['hpa'], { from: 16, to: 100 })).toEqual([]);
    expect(gapsIn(timeline, ['pods'], { from: 90, to: 100 })).toHaveLength(1);
  });
});
