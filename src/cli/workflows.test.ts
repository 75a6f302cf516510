import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { complaintOf, ROOT, wordsOf } from './documented.fixture.ts';

const FILES = ['docs/ci/github-actions.yaml', 'docs/ci/gitlab-ci.yaml'] as const;

/** Every text in a YAML tree. */
function texts(node: unknown): readonly string[] {
  if (typeof node === 'string') return [node];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(texts) : [];
}

/** The scaleproof command lines of a file, without what the shell does with them. */
function commandLines(file: string): readonly (readonly string[])[] {
  const tree: unknown = parse(readFileSync(join(ROOT, file), 'utf8'));
  const lines = texts(tree).flatMap((text) => text.replaceAll('\\\n', ' ').split('\n'));
  return lines.flatMap((line) => {
    const [, rest] = /npm run -s scaleproof -- (.*)$/.exec(line) ?? [];
    if (rest === undefined) return [];
    return [wordsOf(rest)];
  });
}

describe.each(FILES)('%s', (file) => {
  const lines = commandLines(file);

  test('is YAML, runs a scenario, repeats it and compares', () => {
    const commands = new Set(lines.map((line) => line[0]));
    expect([...commands].sort()).toEqual(['compare', 'lab', 'run', 'validate']);
    expect(lines.filter((line) => line.includes('--repeat'))).toHaveLength(2);
  });

  test.each(lines.map((line) => [line.join(' '), line] as const))(
    'scaleproof %s is a command line that the program takes',
    async (_, line) => {
      expect(await complaintOf(line)).toBeUndefined();
    },
  );

  test('names only files that there are, and caches by the pins of the toolchain', () => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const scenarios = lines.flat().filter((word) => word.startsWith('scenarios/'));
    const pins = text.match(/src\/lab\/toolchain\/modules[\w./-]*/g) ?? [];
    expect(scenarios.length).toBeGreaterThan(0);
    expect(pins.length).toBeGreaterThan(0);
    for (const path of [...scenarios, ...pins]) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });

  test('a run that fails fails the job, but for the one that must fail and those that are compared', () => {
    const raw = texts(parse(readFileSync(join(ROOT, file), 'utf8')))
      .join('\n')
      .replaceAll('\\\n', ' ')
      .split('\n');
    const excused = raw.filter((line) => / scaleproof -- .*\|\|/.test(line));
    expect(excused).toHaveLength(3);
    expect(excused.filter((line) => line.includes('scenarios/broken/'))).toHaveLength(1);
  });
});
