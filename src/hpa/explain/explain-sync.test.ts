import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTrace } from '../trace/read-trace.ts';
import { type ReplayedSync, replay } from '../trace/replay.ts';

/** Every sync of the recorded traces of the real controller, explained. */
function explainedSyncs(): readonly ReplayedSync[] {
  const path = new URL('../../../fixtures/hpa/loop.jsonl', import.meta.url);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.flatMap((line) => replay(readTrace(JSON.parse(line)), { withReasons: true }));
}

describe('explanations of recorded syncs', () => {
  const syncs = explainedSyncs();

  it('end with the size that the controller set', () => {
    const changes = syncs.filter(({ out }) => out.scaleTo !== undefined);
    expect(changes.length).toBeGreaterThan(50);
    for (const { out, sentences } of changes) expect(sentences.at(-1)).toContain(` -> ${out.scaleTo}.`);
  });

  it('say of every sync without a change that the size stays, or why nothing could be done', () => {
    for (const { out, sentences } of syncs) {
      if (out.scaleTo !== undefined) continue;
      expect(sentences.at(-1)).toMatch(/^Result: stays at \d+|could not be (read|written)/);
    }
  });

  it('name the limit whenever the controller says that one applies', () => {
    const limited = syncs.filter(({ out }) =>
      out.conditions.some(([type, status]) => type === 'ScalingLimited' && status === 'True'),
    );
    const named = limited.filter(({ sentences }) =>
      sentences.some((one) => /TooManyReplicas|TooFewReplicas|ScaleUpLimit|ScaleDownLimit/.test(one)),
    );
    // The others did not get as far as limits, so that the old condition still stands.
    for (const { sentences } of limited.filter((one) => !named.includes(one)))
      expect(sentences.join(' ')).toMatch(
        /no metric, window or policy|could not be|no size could be computed|alone/,
      );
    expect(named.length).toBeGreaterThan(50);
  });
});
