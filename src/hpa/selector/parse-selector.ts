import { tokensOf } from './lexer.ts';
import { matchesRequirement, type Requirement } from './requirement.ts';
import { SelectorFault, SelectorParser } from './selector-parser.ts';

/** A parsed selector: every requirement must hold. */
export type Selector = readonly Requirement[];

/** Whether a selector selects labels. */
export function matchesSelector(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  for (const requirement of selector) if (!matchesRequirement(requirement, labels)) return false;
  return true;
}

/** Parses `app=web,tier in (a,b),!old`; an error carries upstream's words. Go: `labels.Parse`. */
export function parseSelector(text: string): Selector | { readonly error: string } {
  const plain = parsePlain(text);
  if (plain !== undefined) return plain;
  try {
    return new SelectorParser(tokensOf(text)).requirements();
  } catch (error) {
    if (error instanceof SelectorFault) return { error: error.message };
    throw error;
  }
}

/** One valid `key=value` that is too short to break a length rule. */
const PLAIN =
  /^((?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)=([A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)$/;
const SHORT = 63;

/** The usual selector without the parser, because it is read in every sync; `undefined` for any other. */
function parsePlain(text: string): Selector | undefined {
  if (text.length > SHORT) return undefined;
  const found = PLAIN.exec(text);
  return found === null ? undefined : [{ key: found[1]!, operator: '=', values: [found[2]!] }];
}
