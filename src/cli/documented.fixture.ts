import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock/system-clock.ts';
import { systemHost } from '../host/system-host.ts';
import { makeParser } from './parser.ts';

/** The root of the repository, from which paths count here. */
export const ROOT = join(import.meta.dirname, '../..');

const registration = { context: { host: systemHost(), clock: systemClock }, chosen: () => {} };

/** The text of a file. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Paths of the files in a folder and below it whose names end so. */
export function filesOf(folder: string, ending: string): readonly string[] {
  const all = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return all.filter((path) => path.endsWith(ending)).map((path) => `${folder}/${path}`);
}

/** The first words of all command lines. */
export async function commandNames(): Promise<readonly string[]> {
  const help = await makeParser([], 120, registration).getHelp();
  return [...help.matchAll(/^ {2}scaleproof (\w+)/gm)].map(([, name = '']) => name);
}

class Accepted extends Error {}

/** What the program's parser has against a command line, which is not run; `undefined` when it takes it. */
export async function complaintOf(words: readonly string[]): Promise<string | undefined> {
  const parser = makeParser(words, 120, registration);
  // Comes after the checks and before the command.
  parser.middleware(() => {
    throw new Accepted();
  });
  try {
    await parser.parseAsync();
    return 'no command was chosen';
  } catch (error) {
    return error instanceof Accepted ? undefined : String(error);
  }
}

/** The words of a command line as a shell has them, without brackets for what may be left out and what is done with its output. */
export function wordsOf(line: string): readonly string[] {
  const [command = ''] = line.split(/\s(?:\||\|\||>>?|&&|<|#)(?=\s|$)|\)/);
  return (command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) =>
    word.replace(/^(['"])(.*)\1$/, '$2').replaceAll(/^\[|\]$/g, ''),
  );
}
