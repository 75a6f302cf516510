import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../sample/observation.ts';
import { exampleEvents } from './example-run.generate.ts';
import { parseRecord, parseRecordPieces } from './parse-record.ts';
import type { RecordEvent, RunCleanup } from './run-record.ts';
import { serializeEvent } from './serialize.ts';
import { timelineOf } from './timeline-of.ts';

const events = exampleEvents('passed');
const text = linesOf(events);

function linesOf(list: readonly RecordEvent[]): string {
  return list.map((event) => `${serializeEvent(event)}\n`).join('');
}

describe('a whole record', () => {
  it('is read back as it was written', () => {
    const record = parseRecord(text);
    expect(record.damaged).toEqual([]);
    expect(record.observations).toHaveLength(events.length - 2);
    expect(linesOf([record.header, ...record.observations, record.end!])).toBe(text);
  });

  it('is the same however its bytes are cut into pieces, within a letter too', async () => {
    const bytes = new TextEncoder().encode(`\uFEFF${text}\n{"kind":"event","message":"ü€𝄞`);
    const whole = parseRecord(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
    for (const size of [1, 2, 3, 1000, 65_536]) {
      async function* pieces() {
        // As a reader that has one buffer.
        const buffer = Buffer.alloc(size);
        for (let at = 0; at < bytes.length; at += size) {
          const piece = bytes.subarray(at, at + size);
          buffer.set(piece);
          yield buffer.subarray(0, piece.length);
        }
      }
      expect(await parseRecordPieces(pieces())).toEqual(whole);
    }
  });

  it('gives a complete timeline from the first line to the last', () => {
    const timeline = timelineOf(parseRecord(text));
    expect(timeline.complete).toBe(true);
    expect(timeline.startedAt).toBe(events[0]!.at);
    expect(timeline.endedAt).toBe(events.at(-1)!.at);
    expect(timeline.of('replicas').length).toBeGreaterThan(2);
  });
});

describe('what was left after the end', () => {
  const cleanup: RunCleanup = {
    kind: 'cleanup',
    at: events.at(-1)!.at + 3000,
    by: 'run-label',
    outcome: 'gone',
    found: ['Deployment ns/serving'],
    left: [],
  };
  const line = `${serializeEvent(cleanup)}\n`;

  it('is read as the line after the end, and moves no time of the run', () => {
    const record = parseRecord(text + line);
    expect([record.cleanup, record.damaged]).toEqual([cleanup, []]);
    expect(timelineOf(record).endedAt).toBe(timelineOf(parseRecord(text)).endedAt);
    expect(parseRecord(text).cleanup).toBeUndefined();
  });

  it('is damage where it stands before the end, twice, or followed by something else', () => {
    const cut = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);
    const damage = (whole: string) => parseRecord(whole).damaged.map(({ problem }) => problem);
    expect(damage(cut + line)).toEqual(['comes before the line that ends the run']);
    expect(damage(text + line + line)).toEqual(['comes after the line that ends the run']);
    const observation = text.split('\n')[1];
    expect(damage(`${text}${line}${observation}\n`)).toEqual(['comes after the line that ends the run']);
    expect(damage(text + line.replace('"gone"', '"perhaps"'))).toEqual([
      'comes after the line that ends the run',
    ]);
  });
});

describe('a record that was cut short', () => {
  it('is read up to the cut, wherever it falls, and never counts as complete', () => {
    const headerEnd = text.indexOf('\n') + 1;
    fc.assert(
      fc.property(fc.integer({ min: headerEnd, max: text.length - 3 }), (cut) => {
        const record = parseRecord(text.slice(0, cut));
        expect(record.end).toBeNull();
        expect(record.damaged.length).toBeLessThanOrEqual(1);
        expect(timelineOf(record).complete).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it('names the cut line and says what is wrong with it', () => {
    const lines = text.split('\n').slice(0, 4);
    const record = parseRecord(`${lines.join('\n').slice(0, -5)}`);
    expect(record.observations).toHaveLength(2);
    const last = record.observations.at(-1)!.at;
    expect(record.damaged).toEqual([
      { line: 4, problem: 'is cut short or is no JSON', from: last, to: last },
    ]);
  });

  it('is not complete when the user stopped the run', () => {
    const stopped = linesOf([...events.slice(0, -1), { kind: 'end', at: 1, reason: 'interrupted' }]);
    expect(timelineOf(parseRecord(stopped)).complete).toBe(false);
  });
});

describe('a line in the middle that cannot be read', () => {
  it('leaves a gap between the lines around it, because nobody knows what it told', () => {
    const lines = text.split('\n');
    const [before, after] = [99, 101].map((index) => (JSON.parse(lines[index]!) as { at: number }).at);
    const record = parseRecord(lines.with(100, lines[100]!.slice(9)).join('\n'));
    expect(record.damaged).toEqual([
      { line: 101, problem: 'is cut short or is no JSON', from: before, to: after },
    ]);
    expect(timelineOf(record).of('gap').at(-1)).toMatchObject({
      source: 'runner',
      from: before,
      reason: 'line 101 of the record is cut short or is no JSON',
    });
  });
});

describe('a record that cannot be judged', () => {
  it('is refused when it is empty', () => {
    expect(() => parseRecord('\n\n')).toThrow(/record is empty/);
  });

  it('is refused with both versions when another version wrote it', () => {
    const newer = text.replace('"version":1', '"version":2');
    expect(() => parseRecord(newer)).toThrow(/has version 2; this scaleproof reads version 1/);
  });

  it('is refused when its header is cut or is something else', () => {
    expect(() => parseRecord(text.slice(0, 100))).toThrow(/line 1 is not a header: is cut short/);
    expect(() => parseRecord(text.slice(text.indexOf('\n') + 1))).toThrow(/its kind is "/);
  });

  it('is refused when its metric has a profile that is not known here', () => {
    const foreign = text.replace('"profile":"dcgm"', '"profile":"of-the-future"');
    expect(foreign).not.toBe(text);
    expect(() => parseRecord(foreign)).toThrow(
      /header in line 1 is damaged: plan.scenario.hpa.metric.profile/,
    );
  });

  it('is refused when its header lacks the plan', () => {
    expect(() => parseRecord('{"kind":"run","version":1,"runId":"a","at":1}')).toThrow(/header in line 1 is/);
  });
});

describe('hostile lines', () => {
  const problems = (...lines: string[]) => {
    const record = parseRecord(`${serializeEvent(events[0]!)}\n${lines.join('\n')}\n`);
    expect(record.observations).toEqual([]);
    return record.damaged.map((damage) => damage.problem);
  };

  it('are listed with their reason and left out', () => {
    expect(
      problems(
        'null',
        '[]',
        '{"kind":"toString","at":1}',
        '{"kind":"replicas","at":"now"}',
        '{"kind":"replicas","at":1,"desired":1,"current":1,"ready":null,"available":1}',
        serializeEvent(events[0]!),
        '\0\0\0\0',
      ),
    ).toEqual([
      'is no object',
      'is no object',
      'has the unknown kind "toString"',
      expect.stringContaining('replicas: at: '),
      expect.stringContaining('replicas: ready: '),
      'is a second header',
      'is cut short or is no JSON',
    ]);
  });

  it('neither overflow the stack nor are parsed when they are huge', () => {
    const deep = `{"kind":"event","at":${'['.repeat(300_000)}${']'.repeat(300_000)}}`;
    const huge = `{"kind":"event","message":"${'x'.repeat(1_000_001)}"}`;
    expect(problems(deep, huge)).toEqual([
      expect.stringMatching(/^event: at: |^is cut short/),
      'is longer than 1000000 bytes',
    ]);
  });

  it('of times at which no run can be are left out, for they would stretch every chart', () => {
    const at = events[0]!.at;
    expect(
      problems(
        `{"kind":"gpus","at":${at + 1e12},"allocatable":1,"allocated":1}`,
        '{"kind":"gpus","at":8.65e15,"allocatable":1,"allocated":1}',
        `{"kind":"gpus","at":${at},"allocatable":-1,"allocated":1}`,
      ),
    ).toEqual([
      'gpus: is 11574 days away from the start',
      expect.stringMatching(/^gpus: at: Too big/),
      expect.stringMatching(/^gpus: allocatable: Too small/),
    ]);
  });

  it('cannot touch the prototype of anything', () => {
    const line =
      '{"kind":"gpu","at":1768471200001,"sampledAt":1768471200001,"source":"device","metric":"m","value":1,"labels":{"__proto__":"x","constructor":"y"},"__proto__":{"polluted":true}}';
    const record = parseRecord(`${serializeEvent(events[0]!)}\n${line}\n`);
    const observation = record.observations[0] as Observation & { readonly polluted?: boolean };
    expect(observation.polluted).toBeUndefined();
    expect(Object.getPrototypeOf(observation)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('are counted, not listed, beyond a few hundred', () => {
    const listed = problems(...Array.from({ length: 1000 }, () => 'x'));
    expect(listed).toHaveLength(201);
    expect(listed.at(-1)).toMatch(/^and 800 damaged lines/);
  });

  it('after the end of the run are listed', () => {
    const record = parseRecord(`${text}${serializeEvent(events[1]!)}\n`);
    expect(record.end?.reason).toBe('completed');
    expect(record.damaged).toEqual([
      {
        line: events.length + 1,
        problem: 'comes after the line that ends the run',
        from: record.end!.at,
        to: record.end!.at,
      },
    ]);
  });
});
