import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { systemClock } from '../clock/system-clock.ts';
import { systemHost } from '../host/system-host.ts';
import { makeParser } from './parser.ts';

const ROOT = join(import.meta.dirname, '../..');
const FILES = ['docs/ci/github-actions.yaml', 'docs/ci/gitlab-ci.yaml'] as const;
const context = { host: systemHost(), clock: systemClock };

/** What `scaleproof <command> --help` prints. */
async function helpOf(command: readonly string[]): Promise<string> {
  const parser = makeParser([], 120, { context, chosen: () => {} });
  let help = '';
  await parser.parseAsync([...command, '--help'], {}, (_error: unknown, _argv: unknown, output: string) => {
    help = output;
  });
  return help;
}

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
    return [
      rest
        .replace(/\s(\|\||>>|&&).*$/, '')
        .trim()
        .split(/\s+/),
    ];
  });
}

/** The command's words: two where the first has subcommands, as `lab build`. */
function commandOf(line: readonly string[]): readonly string[] {
  return line[0] === 'lab' || line[0] === 'hpa' ? line.slice(0, 2) : line.slice(0, 1);
}

describe.each(FILES)('%s', (file) => {
  const lines = commandLines(file);

  test('is YAML, runs a scenario, repeats it and compares', () => {
    const commands = new Set(lines.map((line) => line[0]));
    expect([...commands].sort()).toEqual(['compare', 'lab', 'run', 'validate']);
    expect(lines.filter((line) => line.includes('--repeat'))).toHaveLength(2);
  });

  test.each(lines.map((line) => [line.join(' '), line] as const))(
    'scaleproof %s exists with its flags',
    async (_, line) => {
      const help = await helpOf(commandOf(line));
      expect(help).toMatch(new RegExp(`^scaleproof ${commandOf(line).join(' ')}\\b`));
      for (const flag of line.filter((word) => word.startsWith('-'))) {
        expect(help).toMatch(new RegExp(`(^|[ ,])${flag}[ ,]`, 'm'));
      }
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
    const masked = lines.map((line) => line.join(' ')).filter((line) => !line.startsWith('run '));
    const raw = texts(parse(readFileSync(join(ROOT, file), 'utf8')))
      .join('\n')
      .replaceAll('\\\n', ' ')
      .split('\n');
    const excused = raw.filter((line) => / scaleproof -- .*\|\|/.test(line));
    expect(excused).toHaveLength(3);
    expect(excused.filter((line) => line.includes('scenarios/broken/'))).toHaveLength(1);
    expect(masked.every((line) => !line.includes('||'))).toBe(true);
  });
});

test('a command line with a flag that does not exist is noticed', async () => {
  expect(await helpOf(['run'])).not.toMatch(/--retry[ ,]/);
  expect(await helpOf(['run'])).toMatch(/--repeat[ ,]/);
});
