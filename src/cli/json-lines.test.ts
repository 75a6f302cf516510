import { describe, expect, it } from 'vitest';
import { calculateCase } from '../hpa/wire/calc-case.ts';
import { answerLines } from './json-lines.ts';

/** Feeds text in pieces and collects what is written. */
async function answers(pieces: readonly string[]): Promise<{ code: number; lines: readonly string[] }> {
  let written = '';
  const stdout = {
    write: (text: string) => {
      written += text;
    },
    drained: async () => undefined,
    isTTY: false,
    columns: 80,
  };
  const stdin = (async function* () {
    yield* pieces;
  })();
  const code = await answerLines({ stdin, stdout }, calculateCase);
  return { code, lines: written.split('\n').filter((line) => line !== '') };
}

const CASE = '{"id":"a","method":"external","currentReplicas":0,"target":10,"values":[25]}';
const ANSWER = '{"id":"a","replicas":3,"usage":25,"timestampMs":null,"error":null}';

describe('a filter of JSON lines', () => {
  it('answers each line in order, whatever the pieces', async () => {
    const text = `${CASE}\n# a comment\n\n${CASE}`;
    expect(await answers([...text])).toEqual({ code: 0, lines: [ANSWER, ANSWER] });
  });

  it('puts an error in the place of a line that it cannot read, goes on, and ends with 2', async () => {
    const { code, lines } = await answers([`${CASE}\n{"id":\n{"id":"b"}\n${CASE}\n`]);
    expect(code).toBe(2);
    expect(lines[0]).toBe(ANSWER);
    expect(JSON.parse(lines[1]!)).toEqual({ line: 2, error: expect.stringContaining('not JSON') });
    expect(JSON.parse(lines[2]!)).toEqual({ line: 3, error: expect.stringContaining('method') });
    expect(lines[3]).toBe(ANSWER);
  });

  it('keeps whole numbers of 64 bits exact, in and out', async () => {
    const { lines } = await answers([CASE.replace('[25]', '[9223372036854775807]')]);
    expect(lines[0]).toContain('"usage":9223372036854775807');
  });
});
