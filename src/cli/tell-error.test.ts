import { expect, test } from 'vitest';
import { ScaleproofError } from '../errors/scaleproof-error.ts';
import { tellError } from './tell-error.ts';

const calm = new AbortController().signal;

test('an error is told with its hint and its exit code', () => {
  const error = new ScaleproofError('usage', 'no record at x', { hint: 'give a folder' });
  expect(tellError(error, calm)).toEqual({
    text: 'scaleproof: no record at x\nHint: give a folder\n',
    exitCode: 2,
  });
});

test('what an error quotes cannot command the terminal', () => {
  const error = new ScaleproofError('usage', 'line 1 has the kind "\x1b[2J\u202e\u009b1m\r"', {
    hint: '\x07',
  });
  expect(tellError(error, calm).text).toBe(
    'scaleproof: line 1 has the kind "\\x1b[2J\\u202e\\x9b1m\\x0d"\nHint: \\x07\n',
  );
});

test('an interruption is told as such, and an unforeseen error with where it came from', () => {
  expect(tellError(new Error('x'), AbortSignal.abort(new Error('interrupted by SIGINT')))).toEqual({
    text: 'scaleproof: interrupted by SIGINT\n',
    exitCode: 130,
  });
  expect(tellError(new TypeError('odd'), calm)).toMatchObject({
    text: expect.stringMatching(/^scaleproof: odd\nTypeError: odd\n +at /),
    exitCode: 4,
  });
});
