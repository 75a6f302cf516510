import { expect, test } from 'vitest';
import { exampleInput } from './example-input.fixture.ts';
import { reportMarkdown } from './markdown.ts';

test('a summary never grows over what GitHub takes, however many and long the lines', () => {
  const input = exampleInput('failed');
  const long = { ...input.result.verdicts[0]!, expected: '界'.repeat(5000), observed: '|'.repeat(5000) };
  const finding = {
    ...input.result.findings[0]!,
    evidence: Array.from({ length: 2000 }, () => '<'.repeat(2000)),
  };
  const result = { ...input.result, verdicts: Array.from({ length: 5000 }, () => long), findings: [finding] };
  const text = reportMarkdown({ ...input, result })[0]!.text;
  expect(new TextEncoder().encode(text).length).toBeLessThan(1024 * 1024);
  expect(text).toContain('Cut here');
});

test('a cell stays a cell whatever stands in it', () => {
  const input = exampleInput('passed');
  const verdicts = [{ ...input.result.verdicts[0]!, observed: 'a|b\n# c `d` <b>' }];
  const text = reportMarkdown({ ...input, result: { ...input.result, verdicts } })[0]!.text;
  expect(text).toContain('a\\|b \\# c \\`d\\` &lt;b&gt;');
});
