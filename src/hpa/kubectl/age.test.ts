import { expect, it } from 'vitest';
import { readAge } from './age.ts';

it.each([
  ['0s', 0, 1],
  ['119s', 119, 120],
  ['2m10s', 130, 131],
  ['3m', 180, 181],
  ['12m', 720, 780],
  ['5h12m', 18_720, 18_780],
  ['30h', 108_000, 111_600],
  ['3d4h', 273_600, 277_200],
  ['20d', 1_728_000, 1_814_400],
])('reads %s as the span that kubectl rounds to it', (text, from, below) => {
  expect(readAge(text)).toEqual({ fromMs: from * 1000, belowMs: below * 1000 });
});

it.each(['<unknown>', '', '5', '-3s', '1.5m'])('does not read %j', (text) => {
  expect(readAge(text)).toBeUndefined();
});
