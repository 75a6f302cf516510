import { ScaleproofError } from '../errors/scaleproof-error.ts';

/** What yargs knows of the arguments of a command, by name; positional ones are among them. */
export interface KnownArguments {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly string: readonly string[];
  readonly number: readonly string[];
}

/** Refuses values that yargs lets pass and no command expects: one given twice, none at all, and no number. */
export function refuseValues(
  argv: Readonly<Record<string, unknown>>,
  known: KnownArguments,
  words: readonly string[],
): true {
  for (const name of Object.keys(known.key)) {
    const value = argv[name];
    const flag = words.some((word) => word === `--${name}` || word.startsWith(`--${name}=`))
      ? `--${name}`
      : name;
    if (Array.isArray(value) && !known.array.includes(name))
      refuse(`${flag} was given ${value.length} times: ${value.join(', ')}`, 'Give it once.');
    const isNumber = known.number.includes(name);
    if (!isNumber && !known.string.includes(name)) continue;
    if ([value].flat().includes('') || isBare(flag, words))
      refuse(`${flag}: expected a value, found none`, 'Was a variable of the shell empty?');
    if (isNumber && value !== undefined && !Number.isFinite(value))
      refuse(`${flag}: expected a number, found ${JSON.stringify(writtenOf(flag, words))}`);
  }
  return true;
}

/** Whether a flag is followed by the next flag, or by nothing; yargs then takes its default without a word. */
function isBare(flag: string, words: readonly string[]): boolean {
  const at = words.indexOf(flag);
  return at >= 0 && flag.startsWith('--') && /^(?:$|--|-[a-z])/.test(words[at + 1] ?? '');
}

function writtenOf(flag: string, words: readonly string[]): string {
  const at = words.findLastIndex((word) => word === flag || word.startsWith(`${flag}=`));
  return words[at]?.split('=')[1] ?? words[at + 1] ?? '';
}

function refuse(message: string, hint = 'scaleproof --help'): never {
  throw new ScaleproofError('usage', message, { hint });
}
