import { errorText } from '../../errors/scaleproof-error.ts';
import { type Difference, differenceOf } from '../../hpa/fuzz/compare.ts';
import { shrink } from '../../hpa/fuzz/shrink.ts';
import { parseExactJson, stringifyExactJson } from '../../hpa/wire/exact-json.ts';
import type { Oracle } from './oracle.ts';

/** What kind of case is compared, and how much of it one run of the oracle makes. */
export interface FuzzKind {
  readonly name: string;
  readonly generate: readonly string[];
  readonly answer: readonly string[];
  readonly perRun: number;
  /** How an answer of the oracle becomes the `expect` of its case. */
  readonly expectOf: (answer: Record<string, unknown>) => unknown;
}

/** Calculator cases. */
export const CALC: FuzzKind = {
  name: 'calculator cases',
  generate: ['gen-calc'],
  answer: ['calc'],
  perRun: 20_000,
  expectOf: ({ id: _id, ...expect }) => expect,
};

/** Controller traces, with what the controller remembers. */
export const LOOP: FuzzKind = {
  name: 'controller traces',
  generate: ['gen-loop', '-mem'],
  answer: ['loop', '-mem'],
  perRun: 100,
  expectOf: (answer) => answer,
};

/** A case that differs, made as small as it gets, with its difference. */
export interface Finding {
  readonly line: string;
  readonly difference: Difference;
}

/** Compares `count` fresh cases; answers the first that differs, shrunk. */
export async function fuzz(
  oracle: Oracle,
  kind: FuzzKind,
  count: number,
  seed: number,
  onProgress: (done: number) => void,
): Promise<Finding | undefined> {
  for (let done = 0, run = 0; done < count; run++) {
    const size = Math.min(kind.perRun, count - done);
    const lines = await oracle.run([...kind.generate, '-n', String(size), '-seed', String(seed + run)]);
    for (const line of lines) {
      const found = differing(parseExactJson(line));
      if (found !== undefined)
        return shrunk(oracle, kind, parseExactJson(line) as Record<string, unknown>, found);
    }
    done += size;
    onProgress(done);
  }
  return undefined;
}

/** An exception of ours is a difference too. */
function differing(value: unknown): Difference | undefined {
  try {
    return differenceOf(value);
  } catch (error) {
    return { id: '', want: 'an answer', got: `an exception: ${errorText(error)}` };
  }
}

async function shrunk(
  oracle: Oracle,
  kind: FuzzKind,
  line: Record<string, unknown>,
  first: Difference,
): Promise<Finding> {
  const { expect: _expect, ...bare } = line;
  const smallest = await shrink(bare, (variants) => stillDiffer(oracle, kind, variants), {
    rounds: 150,
    batch: kind === CALC ? 500 : 40,
  });
  const [again] = await withExpect(oracle, kind, [smallest]);
  const difference = again === undefined ? undefined : differing(again);
  return difference === undefined
    ? { line: stringifyExactJson(line), difference: first }
    : { line: stringifyExactJson(upTo(again, difference)), difference };
}

/** A trace without what comes after the difference, so that it can be read. */
function upTo(line: unknown, { tMs }: Difference): unknown {
  const { expect } = line as { readonly expect: { readonly syncs?: readonly { readonly tMs: number }[] } };
  if (tMs === undefined || expect.syncs === undefined) return line;
  return {
    ...(line as object),
    expect: { ...expect, syncs: expect.syncs.filter((sync) => sync.tMs <= tMs) },
  };
}

async function stillDiffer(
  oracle: Oracle,
  kind: FuzzKind,
  variants: readonly unknown[],
): Promise<readonly boolean[]> {
  const expected = await withExpect(oracle, kind, variants);
  return expected.map((one) => one !== undefined && differing(one) !== undefined);
}

/** The variants with the oracle's answers; `undefined` for one that the oracle refuses. */
async function withExpect(
  oracle: Oracle,
  kind: FuzzKind,
  variants: readonly unknown[],
): Promise<readonly (Record<string, unknown> | undefined)[]> {
  try {
    const lines = await oracle.run(kind.answer, `${variants.map(stringifyExactJson).join('\n')}\n`);
    if (lines.length === variants.length)
      return variants.map((variant, index) => {
        const answer = parseExactJson(lines[index]!) as Record<string, unknown>;
        // A trace whose HPA the API server would refuse has an error and no syncs.
        const isRefused = kind === LOOP && typeof answer.error === 'string';
        return isRefused ? undefined : { ...(variant as object), expect: kind.expectOf(answer) };
      });
  } catch {
    // A variant that the oracle cannot read ends its run; they are then asked one by one.
  }
  if (variants.length <= 1) return variants.map(() => undefined);
  const single = [];
  for (const variant of variants) single.push(...(await withExpect(oracle, kind, [variant])));
  return single;
}
