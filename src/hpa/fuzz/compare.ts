import { readTrace } from '../trace/read-trace.ts';
import { replay } from '../trace/replay.ts';
import { calculateCase } from '../wire/calc-case.ts';
import { stringifyExactJson } from '../wire/exact-json.ts';
import { fieldsOf, listAt, objectAt, stringAt } from '../wire/fields.ts';

/** Where our answer to a case or trace first differs from what is expected. */
export interface Difference {
  readonly id: string;
  /** Of a trace: the time of the sync, in ms. */
  readonly tMs?: number;
  readonly want: string;
  readonly got: string;
}

/** Compares our answer to a calculator case or a trace with its `expect`; `undefined` when they are equal. */
export function differenceOf(line: unknown): Difference | undefined {
  const fields = fieldsOf(line, '');
  return stringAt(fields, 'method', '') === '' ? traceDifference(line) : caseDifference(line);
}

function caseDifference(line: unknown): Difference | undefined {
  const { id = '', ...answer } = calculateCase(line);
  const want = stringifyExactJson(objectAt(fieldsOf(line, ''), 'expect')?.values);
  const got = stringifyExactJson(answer);
  return want === got ? undefined : { id, want, got };
}

/** Memory is compared where the expected syncs have it. */
function traceDifference(line: unknown): Difference | undefined {
  const expected = listAt(fieldsOf(fieldsOf(line, '').values.expect, 'expect'), 'syncs');
  const withMemory = expected.some((sync) => {
    const out = objectAt(fieldsOf(sync, 'sync'), 'out');
    return out !== undefined && objectAt(out, 'memory') !== undefined;
  });
  const trace = readTrace(line);
  const syncs = replay(trace, { withMemory });
  for (let index = 0; index < expected.length; index++) {
    const sync = fieldsOf(expected[index], `expect.syncs[${index}]`);
    const want = stringifyExactJson(sync.values.out);
    const got = stringifyExactJson(syncs[index]?.out) ?? 'nothing';
    if (want !== got) return { id: trace.id, tMs: Number(sync.values.tMs), want, got };
  }
  return undefined;
}
