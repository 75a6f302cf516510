import type { Token } from './lexer.ts';
import { labelKeyFault, type Operator, type Requirement, requirementFault } from './requirement.ts';

/** A selector that cannot be parsed; the message has upstream's words. */
export class SelectorFault extends Error {}

/** A place in the tokens; lives for one parse. Go: `labels.Parser`. */
export class SelectorParser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  requirements(): readonly Requirement[] {
    const found: Requirement[] = [];
    for (;;) {
      const { kind, text } = this.#peek();
      if (kind === 'end') return found;
      if (!isKeyStart(kind))
        throw new SelectorFault(`found '${text}', expected: !, identifier, or 'end of string'`);
      found.push(this.#prefixed(() => this.#requirement()));
      const after = this.#next();
      if (after.kind === 'end') return found;
      if (after.kind !== ',')
        throw new SelectorFault(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.#peek();
      if (!isKeyStart(following.kind))
        throw new SelectorFault(`found '${following.text}', expected: identifier after ','`);
    }
  }

  #prefixed(parse: () => Requirement): Requirement {
    try {
      return parse();
    } catch (error) {
      if (error instanceof SelectorFault)
        throw new SelectorFault(`unable to parse requirement: ${error.message}`);
      throw error;
    }
  }

  #requirement(): Requirement {
    const { key, operator } = this.#keyAndOperator();
    const values = operator === undefined ? this.#operatorAndValues() : { operator, values: [] };
    const requirement = { key, ...values };
    const fault = requirementFault(requirement);
    if (fault !== undefined) throw new SelectorFault(fault);
    return requirement;
  }

  #keyAndOperator(): { readonly key: string; readonly operator: Operator | undefined } {
    let token = this.#next();
    const negated = token.kind === '!';
    if (negated) token = this.#next();
    if (!isWord(token.kind)) throw new SelectorFault(`found '${token.text}', expected: identifier`);
    const fault = labelKeyFault(token.text, '<nil>');
    if (fault !== undefined) throw new SelectorFault(fault);
    const { kind } = this.#peek();
    if (negated) return { key: token.text, operator: '!' };
    return { key: token.text, operator: kind === 'end' || kind === ',' ? 'exists' : undefined };
  }

  #operatorAndValues(): { readonly operator: Operator; readonly values: readonly string[] } {
    const { kind, text } = this.#next();
    const operator = BINARY_OPERATORS.get(kind);
    if (operator === undefined)
      throw new SelectorFault(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
    const values = kind === 'in' || kind === 'notin' ? this.#values() : [this.#exactValue()];
    return { operator, values };
  }

  #exactValue(): string {
    const { kind } = this.#peek();
    if (kind === 'end' || kind === ',') return '';
    const token = this.#next();
    if (!isWord(token.kind)) throw new SelectorFault(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  #values(): readonly string[] {
    const open = this.#next();
    if (open.kind !== '(') throw new SelectorFault(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.kind === ')') {
      this.#next();
      return [''];
    }
    if (!isWord(first.kind) && first.kind !== ',')
      throw new SelectorFault(`found '${first.text}', expected: ',', ')' or identifier`);
    const values = this.#identifiers();
    if (this.#next().kind !== ')') throw new SelectorFault(`found '${first.text}', expected: ')'`);
    return values;
  }

  #identifiers(): readonly string[] {
    const found = new Set<string>();
    for (;;) {
      const token = this.#next();
      const following = this.#peek();
      if (isWord(token.kind)) {
        found.add(token.text);
        if (following.kind === ')') return [...found].sort();
        if (following.kind !== ',')
          throw new SelectorFault(`found '${following.text}', expected: ',' or ')'`);
      } else if (token.kind === ',') {
        if (found.size === 0 || following.kind === ')' || following.kind === ',') found.add('');
        if (following.kind === ')') return [...found].sort();
      } else throw new SelectorFault(`found '${token.text}', expected: ',', or identifier`);
    }
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? END;
  }

  #next(): Token {
    const token = this.#peek();
    this.#position++;
    return token;
  }
}

const END: Token = { kind: 'end', text: '' };

/** `in` and `notin` are words wherever no operator can stand. */
function isWord(kind: Token['kind']): boolean {
  return kind === 'identifier' || kind === 'in' || kind === 'notin';
}

function isKeyStart(kind: Token['kind']): boolean {
  return isWord(kind) || kind === '!';
}

const BINARY_OPERATORS: ReadonlyMap<Token['kind'], Operator> = new Map<Token['kind'], Operator>([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
]);
