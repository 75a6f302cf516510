import { expect, it } from 'vitest';
import { describeK6Exit } from './k6-exit.ts';
import { parsePlayLine } from './play-lines.ts';

it('finds no fault with an end in order', () => {
  expect(describeK6Exit({ code: 0, signal: undefined }, 'whatever')).toBeUndefined();
});

it('says how k6 died and what it said last', () => {
  expect(describeK6Exit({ code: undefined, signal: 'SIGKILL' }, '')).toBe('k6 was killed by SIGKILL');
  expect(describeK6Exit({ code: 107, signal: undefined }, 'boom')).toBe(
    'k6 ended with exit code 107 (its script threw an exception); it last said: boom',
  );
  expect(describeK6Exit({ code: undefined, signal: undefined, startError: 'ENOENT' }, '')).toBe(
    'k6 could not be started: ENOENT',
  );
});

it('tells the lines of the load script from those of k6', () => {
  expect(parsePlayLine('{"t0":5}')).toEqual({ t0: 5 });
  expect(parsePlayLine('{"i":0,"s":1,"d":2,"c":200,"o":"ok"}')).toMatchObject({ i: 0, o: 'ok' });
  expect(parsePlayLine('Request Failed')).toBeUndefined();
  expect(parsePlayLine('{"i":0,"s":1,"d"')).toBeUndefined();
});
