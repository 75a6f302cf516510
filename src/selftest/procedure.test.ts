import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ROOT } from './program.fixture.ts';

const PAGE = 'docs/procedure.md';
const ROWS = Array.from({ length: 18 }, (_, index) => `S${index + 1}`);

/** One test that the page links to: what it calls it, and its path from the root. */
interface Link {
  readonly called: string;
  readonly path: string;
}

/** The rows of the page's table with the tests that hold them. */
function rowsOf(page: string): ReadonlyMap<string, readonly Link[]> {
  const lines = page.split('\n').filter((line) => /^\| S\d+ \|/.test(line));
  return new Map(
    lines.map((line) => {
      const [row = '', , , held = ''] = line
        .split(/(?<!\\) \| /)
        .map((cell) => cell.replace(/^\| | \|$/g, ''));
      const links = [...held.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, called = '', path = '']) => ({
        called,
        path: join(dirname(PAGE), path),
      }));
      return [row, links] as const;
    }),
  );
}

/** The titles of the tests in a file, those that `each` and fixtures make too. */
function titlesIn(path: string): readonly string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(?:it|test|describe)\b/.test(node.expression.getText())) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  const text = readFileSync(join(ROOT, path), 'utf8');
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return titles;
}

/** The rows that a title names: `S2, S3: installs it`. */
function namedBy(title: string): readonly string[] {
  const [list] = /^S\d+(?:, S\d+)*(?=:)/.exec(title) ?? [''];
  return list === '' ? [] : list.split(', ');
}

const table = rowsOf(readFileSync(join(ROOT, PAGE), 'utf8'));

describe('the table of the procedure', () => {
  it('has every row once, in order, and the README links to it', () => {
    expect([...table.keys()]).toEqual(ROWS);
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`](${PAGE})`);
  });

  it.each(ROWS)('links %s to tests that name it in their title, one of them on the cluster path', (row) => {
    const links = table.get(row) ?? [];
    const silent = links.filter(
      ({ path }) =>
        !existsSync(join(ROOT, path)) || !titlesIn(path).some((title) => namedBy(title).includes(row)),
    );
    expect(silent).toEqual([]);
    const onCluster = links.filter(({ called }) => called === 'cluster');
    expect(onCluster).toHaveLength(1);
    // By a kubeconfig, as on anybody's cluster, and run against a real API server.
    const [{ path }] = onCluster as [Link];
    const text = readFileSync(join(ROOT, path), 'utf8');
    expect(text).toContain('--kubeconfig');
    expect(text).toMatch(/'--target',\s+'cluster'/);
    expect(path).toMatch(/^src\/selftest\//);
  });

  it('leaves out no test of src/selftest that names a row', () => {
    const files = readdirSync(join(ROOT, 'src/selftest')).map((name) => `src/selftest/${name}`);
    const unlinked = files.flatMap((path) =>
      [...new Set(titlesIn(path).flatMap(namedBy))]
        .filter((row) => !table.get(row)?.some((link) => link.path === path))
        .map((row) => `${row} in ${path}`),
    );
    expect(unlinked).toEqual([]);
  });
});
