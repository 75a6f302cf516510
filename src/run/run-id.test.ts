import { expect, it } from 'vitest';
import { makeRunId } from './run-id.ts';

it('writes the UTC time and four hex digits', () => {
  expect(makeRunId(Date.UTC(2026, 10, 24, 6, 15, 0), 'a1b2c3')).toBe('20261124-061500-a1b2');
});
