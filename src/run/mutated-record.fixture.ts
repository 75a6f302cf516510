import fc from 'fast-check';

/** One thing that has happened to a record; `apply` gets its lines, the header first, and gives them back changed. */
export interface Mutation {
  readonly name: string;
  apply(lines: readonly string[]): readonly string[];
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

/** Texts that break pages, terminals, XML files, workflow commands and tables, where somebody forgets to escape them. */
const HOSTILE_TEXTS = [
  '',
  `"'><script>alert(1)</script><img src=x onerror=alert(1)>`,
  '</script></style></title><!--<![CDATA[ ]]>&amp;&#0;',
  '\u001b[2J\u001b]0;owned\u0007\u009b31m\u0000\b\r\r\n\t\f',
  '\u202egnp.\u2066\u2028\u2029\ufeff\u200b\ufffe\ud800x\udc00',
  '::error title=x::y%0A::stop-commands::z\r\n::warning::w',
  '| a | b |\n|---|\n`x` **y** [z](javascript:alert(1)) ![i](http://x/y) # h\n\n<details>',
  '1e999999999',
  '1e-999999999',
  '__proto__',
  'constructor',
  '100 images 日本語 👩‍👩‍👧‍👦 éé́́́',
  'x'.repeat(20_000),
  'a b '.repeat(3000),
  '<b>'.repeat(2000),
];
const HOSTILE_NUMBERS = [
  0,
  -0,
  -1,
  1,
  0.5,
  255,
  1e9,
  -1e9,
  2 ** 53,
  1e15,
  8.65e15,
  -8.65e15,
  1e100,
  1e308,
  -1e308,
  5e-324,
];
const HOSTILE_VALUES: readonly Json[] = [null, true, [], {}, [[[[[[]]]]]], { a: { b: 1 } }, '1', 1];

const text = fc.oneof(
  { arbitrary: fc.constantFrom(...HOSTILE_TEXTS), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 1 },
);
const number = fc.oneof(
  fc.constantFrom(...HOSTILE_NUMBERS),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
// Without the bias to small values, which would nearly always strike the first line.
const where = fc.noBias(fc.nat({ max: 999_999 })).map((millionths) => millionths / 1e6);

const spot = (list: readonly unknown[], share: number) => Math.floor(share * list.length);

const cut = where.map(
  (share): Mutation => ({
    name: `cut at ${share}`,
    apply: (lines) => {
      const whole = lines.join('\n');
      return whole.slice(0, Math.floor(share * whole.length)).split('\n');
    },
  }),
);

const damage = fc.tuple(where, where, text).map(
  ([line, at, put]): Mutation => ({
    name: 'bytes overwritten',
    apply: (lines) => {
      const old = lines[spot(lines, line)] ?? '';
      const from = Math.floor(at * old.length);
      return lines.with(spot(lines, line), old.slice(0, from) + put.slice(0, 50) + old.slice(from + 20));
    },
  }),
);

const shuffle = fc.tuple(where, where, fc.constantFrom('lost', 'doubled', 'swapped')).map(
  ([a, b, what]): Mutation => ({
    name: `a line ${what}`,
    apply: (lines) => {
      const [i, j] = [spot(lines, a), spot(lines, b)];
      if (what === 'lost') return lines.toSpliced(i, 1);
      if (what === 'doubled') return lines.toSpliced(j, 0, lines[i]!);
      return lines.with(i, lines[j]!).with(j, lines[i]!);
    },
  }),
);

/** A value of one line replaced: in most cases by one of its own type, because any other is refused at once. */
const replace = fc
  .tuple(
    fc.oneof({ arbitrary: where, weight: 4 }, { arbitrary: fc.constant(0), weight: 1 }),
    where,
    text,
    number,
    fc.constantFrom(...HOSTILE_VALUES),
    fc.nat(5),
  )
  .map(
    ([line, node, someText, someNumber, any, dice]): Mutation => ({
      name: 'a value replaced',
      apply: (lines) => {
        const value = readLine(lines[spot(lines, line)]);
        if (value === undefined) return lines;
        const paths = pathsOf(value);
        const path = paths[spot(paths, node)]!;
        const old = at(value, path);
        const like = typeof old === 'string' ? someText : typeof old === 'number' ? someNumber : any;
        return lines.with(spot(lines, line), JSON.stringify(put(value, path, dice === 0 ? any : like)));
      },
    }),
  );

/** A name or a message that is another one throughout the record, as if the cluster had called it so. */
const rename = fc.tuple(where, where, text).map(
  ([line, node, name]): Mutation => ({
    name: 'a name replaced everywhere',
    apply: (lines) => {
      const value = readLine(lines[spot(lines, line)]);
      if (value === undefined) return lines;
      const texts = pathsOf(value)
        .map((path) => at(value, path))
        .filter((one): one is string => typeof one === 'string' && one.length > 2);
      const old = texts[spot(texts, node)];
      return old === undefined
        ? lines
        : lines.map((one) => one.replaceAll(JSON.stringify(old), JSON.stringify(name)));
    },
  }),
);

/** One to four things that happen to a record, one after the other. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.oneof(
    { arbitrary: replace, weight: 4 },
    { arbitrary: rename, weight: 4 },
    { arbitrary: cut, weight: 1 },
    { arbitrary: damage, weight: 1 },
    { arbitrary: shuffle, weight: 2 },
  ),
  { minLength: 1, maxLength: 4 },
);

/** Lets things happen to the text of a record. */
export function mutate(text: string, list: readonly Mutation[]): string {
  return list
    .reduce(
      (lines, { apply }) => (lines.length === 0 ? lines : apply(lines)),
      text.split('\n') as readonly string[],
    )
    .join('\n');
}

function readLine(line: string | undefined): Json | undefined {
  try {
    return JSON.parse(line ?? '') as Json;
  } catch {
    return undefined;
  }
}

function pathsOf(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child as Json, [...path, key]))];
}

function at(value: Json, path: Path): Json {
  return path.reduce<Json>((node, key) => (node as Record<string | number, Json>)[key] as Json, value);
}

function put(value: Json, path: Path, leaf: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  const copy: Json = Array.isArray(value) ? [...value] : { ...(value as Record<string, Json>) };
  (copy as Record<string | number, Json>)[key] = put(
    (copy as Record<string | number, Json>)[key] as Json,
    rest,
    leaf,
  );
  return copy;
}
