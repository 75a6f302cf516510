/** A token of a selector; identifiers carry their text, the rest what they look like. */
export interface Token {
  readonly kind: 'identifier' | 'end' | 'in' | 'notin' | Symbol;
  readonly text: string;
}

type Symbol = ')' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | '(';

const TOKEN = /[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+|$)/y;

/** Splits a selector into tokens; the last one is the end. Go: `labels.Lexer`. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  for (;;) {
    const found = pattern.exec(text)?.[1] ?? '';
    if (found === '') return [...tokens, { kind: 'end', text: '' }];
    tokens.push({ kind: kindOf(found), text: found });
  }
}

function kindOf(text: string): Token['kind'] {
  if (text === 'in' || text === 'notin') return text;
  return /^[=!(),<>]/.test(text) ? (text as Symbol) : 'identifier';
}
