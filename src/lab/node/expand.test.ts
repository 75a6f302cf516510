import { describe, expect, it } from 'vitest';
import { expandVariables } from './expand.ts';

describe('expandVariables', () => {
  it.each([
    ['$(HOST):$(PORT)', 'pod:5000'],
    ['$$(HOST)', '$(HOST)'],
    ['$(MISSING)', '$(MISSING)'],
    ['$HOST $ $$', '$HOST $ $'],
    ['plain', 'plain'],
  ])('expands %s to %s', (text, wanted) => {
    expect(expandVariables(text, { HOST: 'pod', PORT: '5000' })).toBe(wanted);
  });
});
