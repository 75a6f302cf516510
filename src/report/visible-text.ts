/** Control characters but newline and tab, format characters (those that turn text around), and code points that are none. */
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/**
 * Makes text safe to show: hidden and control characters are written out (`\x1b`, `\u202e`), so that no name or
 * message can move a cursor, hide a line or break an XML file. Half surrogates become U+FFFD.
 */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(HIDDEN, (character) => {
    const code = character.codePointAt(0)!;
    const hex = code.toString(16);
    if (code < 0x100) return `\\x${hex.padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
  });
}

/** As `visibleText`, on one line: newlines and tabs become spaces. */
export function visibleLine(text: string): string {
  return visibleText(text.replace(/\r?\n|\t/g, ' '));
}

/** As `visibleText` for JSON: the same characters as the escapes that JSON has for them, so that nothing is lost. */
export function visibleJson(json: string): string {
  return json.replace(HIDDEN, (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}
