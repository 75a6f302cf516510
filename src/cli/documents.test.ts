import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRecord } from '../record/parse-record.ts';
import { reportConsole } from '../report/console/console.ts';
import { judgeRecord } from '../run/judge-record.ts';
import { EXIT } from '../verdict/exit-code.ts';
import { commandNames, complaintOf, filesOf, ROOT, textOf, wordsOf } from './documented.fixture.ts';

/** Pages that a reader is shown. */
const PAGES = ['README.md', ...filesOf('docs', '.md'), ...filesOf('src', '.md')];
const { scripts, files } = JSON.parse(textOf('package.json')) as {
  readonly scripts: object;
  readonly files: readonly string[];
};
const NAMES = await commandNames();
const BLOCK = /^```.*\n([\s\S]*?)^```/gm;

/** Lines of fenced blocks and spans in the text: what a reader may type. A span may leave the program's name out. */
function codeOf(page: string): readonly string[] {
  const text = textOf(page);
  const blocks = [...text.matchAll(BLOCK)].map(([, block = '']) => block.replaceAll('\\\n', ' '));
  const spans = [...text.replaceAll(BLOCK, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  const isCommand = (span: string) => NAMES.includes(/^(\w+)(?: |$)/.exec(span)?.[1] ?? '');
  return [
    ...blocks.flatMap((block) => block.split('\n')),
    ...spans.map((span) => (isCommand(span) ? `scaleproof ${span} ...` : span)),
  ];
}

/** The command lines in code, each as the words behind the program's name; `build\|up` in a table are two. */
function commandLinesIn(code: string, program = 'scaleproof'): readonly (readonly string[])[] {
  return code.split(`${program} `).flatMap((rest, index, all) => {
    const isCommand = index > 0 && /^[a-z]/.test(rest) && !/[\w/-]$/.test(all[index - 1]!);
    if (!isCommand) return [];
    const [choice, ...others] = /\w+(?:\\\|\w+)+/.exec(rest)?.[0].split('\\|') ?? [];
    const lines = [choice, ...others].map((one) => (one ? rest.replace(/\w+(?:\\\|\w+)+/, one) : rest));
    return lines.map(wordsOf);
  });
}

/** What the parser has against the command lines; one that stands for more (`...`) or only for its name may lack words. */
async function complaintsOf(lines: readonly (readonly string[])[]): Promise<readonly string[]> {
  const all = await Promise.all(
    lines.map(async (words) => {
      const mayLack = words.length === 1 || words.includes('...');
      const said = await complaintOf(words.filter((word) => word !== '...'));
      return said === undefined || (mayLack && /Not enough|: Say /.test(said))
        ? []
        : [`${words.join(' ')}: ${said}`];
    }),
  );
  return all.flat();
}

describe.each(PAGES)('%s', (page) => {
  test('has only command lines that the program takes, and scripts that there are', async () => {
    expect(await complaintsOf(codeOf(page).flatMap((code) => commandLinesIn(code)))).toEqual([]);
    const named = codeOf(page).flatMap((code) => [...code.matchAll(/npm run (?:-s )?([\w:-]+)/g)]);
    expect(named.map(([, name = '']) => name).filter((name) => !(name in scripts))).toEqual([]);
  });

  test('links to files and headings that there are', () => {
    const links = [
      ...textOf(page)
        .replaceAll(BLOCK, '')
        .matchAll(/\]\(([^)\s]+)\)/g),
    ].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      return (
        !existsSync(join(ROOT, target)) || (anchor !== undefined && !headingsOf(target).includes(anchor))
      );
    });
    expect(broken).toEqual([]);
  });

  test('names only source files that there are', () => {
    const named = codeOf(page).flatMap((code) => code.match(/^(?:[\w.-]+\/)*[\w.-]+\.(?:ts|mjs)$/) ?? []);
    const places = ['', dirname(page), 'src/selftest'];
    const missing = named.filter((path) => !places.some((place) => existsSync(join(ROOT, place, path))));
    // A run writes it.
    expect(missing.filter((path) => path !== 'allurerc.mjs')).toEqual([]);
  });
});

/** The anchors of a page, as GitHub makes them. */
function headingsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('the README shows what a terminal shows of the passed example', () => {
  const judged = judgeRecord(parseRecord(textOf('reports/example/passed/events.ndjson')));
  const [head = ''] = reportConsole(judged)[0]!.text.split('\n\nAssertions\n');
  expect(textOf('README.md')).toContain(`\`\`\`\n${head}\n\`\`\`\n`);
});

test('the README has every exit code, and no other', () => {
  const codes = [...textOf('README.md').matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
  expect(codes.sort((a, b) => a - b)).toEqual(Object.values(EXIT).sort((a, b) => a - b));
});

test('the package has every page that the README, the reference and the messages name', () => {
  const naming = ['README.md', 'fixtures/schema/scenario.schema.json', ...filesOf('src/scenario', '.ts')];
  const named = naming.flatMap((path) => textOf(path).match(/\bdocs\/[\w/-]+(?:\.\w+)?/g) ?? []);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  expect(named.filter((path) => !files.some((one) => path === one || path.startsWith(`${one}/`)))).toEqual(
    [],
  );
});

test('the examples of every command are command lines that it takes', async () => {
  const sources = ['src/cli/parser.ts', ...filesOf('src/cli/commands', '.register.ts')].map(textOf);
  const examples = sources.flatMap((text) => [...text.matchAll(/'((?:[^'\n]|\\')*\$0 (?:[^'\n]|\\')*)',/g)]);
  const lines = examples.flatMap(([, example = '']) => commandLinesIn(example, '$0'));
  expect(lines.length).toBeGreaterThan(50);
  expect(await complaintsOf(lines)).toEqual([]);
});

test('a command line that is wrong is noticed', async () => {
  const wrong = [
    'scaleproof run FILE --retry 2',
    'scaleproof lab start',
    'scaleproof run FILE --target moon',
    'scaleproof verify --assertions F',
  ];
  expect(await complaintsOf(wrong.flatMap((code) => commandLinesIn(code)))).toEqual(
    ['retry', 'start', 'moon', 'Not enough'].map((word) => expect.stringContaining(word)),
  );
});
