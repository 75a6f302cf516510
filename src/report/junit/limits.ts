import { visibleLine } from '../visible-text.ts';
import type { TestCase } from './test-case.ts';

/** GitLab refuses a file of 30 MB; a character is at most six bytes (`&quot;`), so texts of this many in all fit. */
const ALL_TEXT = 4_000_000;
/** Names, and values of properties; characters. */
export const LONGEST_NAME = 300;
const MOST_CASES = 2000;
const LONGEST_MESSAGE = 2000;
const LONGEST_BODY = 20_000;

/** Makes names unique as a reader of the file sees them: line breaks in an attribute are spaces there. */
export function uniqueNames(cases: readonly TestCase[]): readonly TestCase[] {
  const taken = new Set<string>();
  return cases.map((one) => {
    const name = visibleLine(cut(one.name, LONGEST_NAME, '…'));
    let unique = name;
    for (let nth = 2; taken.has(unique); nth++) unique = `${name} (${nth})`;
    taken.add(unique);
    return { ...one, name: unique };
  });
}

/** Of too many cases the last are one, which is no better than the worst of them. */
export function joinLast(cases: readonly TestCase[]): readonly TestCase[] {
  const rest = cases.slice(MOST_CASES - 1);
  if (rest.length <= 1) return cases;
  const worst = rest.find((one) => one.problem?.kind === 'failure') ?? rest.find((one) => one.problem);
  const joined = { name: `${rest.length} more, see run.json`, seconds: 0 };
  return [...cases.slice(0, MOST_CASES - 1), worst?.problem ? { ...joined, problem: worst.problem } : joined];
}

/** Cuts what is too long; once all texts together are too much, the rest keep their names and their status only. */
export function fitTexts(cases: readonly TestCase[]): readonly TestCase[] {
  let left = ALL_TEXT;
  return cases.map((one) => {
    if (one.problem === undefined) return one;
    const message = cut(one.problem.message, LONGEST_MESSAGE, '… (cut, the whole is in run.json)');
    const body = cut(one.problem.body, LONGEST_BODY, '\n(cut, the whole is in run.json)');
    left -= message.length + body.length;
    if (left >= 0) return { ...one, problem: { ...one.problem, message, body } };
    return { ...one, problem: { ...one.problem, message: 'see run.json', body: '' } };
  });
}

/** Cuts text that is longer than so many characters; the mark says so. */
export function cut(text: string, longest: number, mark: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}${mark}`;
}
