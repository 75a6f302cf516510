import { expect, test } from 'vitest';
import { fitStepSummary, STEP_SUMMARY_BYTES } from './step-summary.ts';

const bytes = (text: string) => new TextEncoder().encode(text).length;
const long = 'é'.repeat(50).concat('\n').repeat(20_000);

test('a summary that has room is left as it is', () => {
  expect(fitStepSummary('## passed\n', 1000)).toBe('## passed\n');
});

test.for([0, 1, 500_000, STEP_SUMMARY_BYTES - 500])(
  'a summary beside %i bytes of others stays within the limit, ends at a line and says that it was cut',
  (used) => {
    const text = fitStepSummary(long, used);
    expect(used + bytes(text)).toBeLessThanOrEqual(STEP_SUMMARY_BYTES);
    expect(text).toContain('**Cut here:**');
    expect(
      text.split('\n').every((line) => line === '' || line.length === 50 || line.startsWith('**Cut')),
    ).toBe(true);
  },
);

test('where nothing has room nothing is added, so that what is there is not lost', () => {
  expect(fitStepSummary(long, STEP_SUMMARY_BYTES - 10)).toBe('');
});
