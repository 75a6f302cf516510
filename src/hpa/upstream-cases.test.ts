import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { differenceOf } from './fuzz/compare.ts';
import { parseExactJson } from './wire/exact-json.ts';

/** Lines with the real controller's answers; `npm run oracle` makes them. */
function fixtureLines(name: string): readonly unknown[] {
  const path = new URL(`../../fixtures/hpa/${name}`, import.meta.url);
  return readFileSync(path, 'utf8').trim().split('\n').map(parseExactJson);
}

describe('the answers of the v1.36.3 controller', () => {
  it('are ours for every calculator case', () => {
    const lines = fixtureLines('calc.jsonl');
    expect(lines.length).toBeGreaterThanOrEqual(400);
    expect(lines.map(differenceOf).filter((one) => one !== undefined)).toEqual([]);
  });

  it('are ours for every sync of every trace, memory included', () => {
    const lines = fixtureLines('loop.jsonl');
    expect(lines.length).toBeGreaterThanOrEqual(30);
    expect(lines.map(differenceOf).filter((one) => one !== undefined)).toEqual([]);
  });

  it('are told apart from a wrong answer', () => {
    const [line] = fixtureLines('calc.jsonl') as readonly {
      readonly expect: { readonly replicas: number };
    }[];
    const spoilt = { ...line, expect: { ...line!.expect, replicas: line!.expect.replicas + 1 } };
    expect(differenceOf(spoilt)).toMatchObject({ id: 'calc-00000' });
  });
});
