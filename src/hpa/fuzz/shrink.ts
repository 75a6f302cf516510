/** Smaller variants of a JSON value, the boldest first: parts left out, lists halved, numbers nearer to zero. */
export function smallerVariants(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return smallerNumbers(value);
  if (typeof value === 'bigint') return [0, value / 2n];
  if (Array.isArray(value)) return smallerLists(value);
  if (typeof value === 'object' && value !== null) return smallerObjects(value as Record<string, unknown>);
  return value === true ? [false] : [];
}

function smallerNumbers(value: number): readonly number[] {
  if (value === 0) return [];
  const half = Math.trunc(value / 2);
  return [...new Set([0, half, Math.trunc(value) - Math.sign(value)])].filter(
    (one) => Math.abs(one) < Math.abs(value),
  );
}

function smallerLists(list: readonly unknown[]): readonly unknown[] {
  const half = Math.ceil(list.length / 2);
  const halves = list.length > 2 ? [list.slice(0, half), list.slice(half)] : [];
  const without = list.map((_, index) => list.toSpliced(index, 1));
  const inside = list.flatMap((item, index) => smallerVariants(item).map((one) => list.with(index, one)));
  return [...halves, ...without, ...inside];
}

function smallerObjects(object: Readonly<Record<string, unknown>>): readonly unknown[] {
  const keys = Object.keys(object).filter((key) => key !== 'id' && key !== 'method');
  const without = keys.map((key) =>
    Object.fromEntries(Object.entries(object).filter(([name]) => name !== key)),
  );
  const inside = keys.flatMap((key) =>
    smallerVariants(object[key]).map((one) => ({ ...object, [key]: one })),
  );
  return [...without, ...inside];
}

/**
 * Makes a failing value smaller as long as it fails: of each round's variants the first that still fails goes on.
 * `stillFails` answers for many at once, in order, because asking one by one would cost a process each.
 */
export async function shrink(
  value: unknown,
  stillFails: (variants: readonly unknown[]) => Promise<readonly boolean[]>,
  limits: { readonly rounds: number; readonly batch: number },
): Promise<unknown> {
  let smallest = value;
  for (let round = 0; round < limits.rounds; round++) {
    const next = await firstFailing(smallerVariants(smallest), stillFails, limits.batch);
    if (next === undefined) return smallest;
    smallest = next;
  }
  return smallest;
}

async function firstFailing(
  variants: readonly unknown[],
  stillFails: (variants: readonly unknown[]) => Promise<readonly boolean[]>,
  batch: number,
): Promise<unknown> {
  for (let start = 0; start < variants.length; start += batch) {
    const some = variants.slice(start, start + batch);
    const failing = (await stillFails(some)).indexOf(true);
    if (failing >= 0) return some[failing];
  }
  return undefined;
}
