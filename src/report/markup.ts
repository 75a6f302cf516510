import { visibleText } from './visible-text.ts';

/** Text that is markup already; only `markup` and `rawMarkup` make it. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a `markup` template; plain strings and numbers are escaped, nothing at all is left out. */
export type MarkupPart = Markup | string | number | null | undefined | false | readonly MarkupPart[];

/** HTML, SVG or XML from a template whose parts are escaped, so that no name of a pod can become an element. */
export function markup(strings: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  let text = strings[0]!;
  for (const [index, part] of parts.entries()) text += render(part) + strings[index + 1]!;
  return { markup: text };
}

/** Marks text as markup that needs no escaping: our own style sheet and script. */
export function rawMarkup(text: string): Markup {
  return { markup: text };
}

function render(part: MarkupPart): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escapeMarkup(part);
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return part.markup;
  return part.map(render).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for an element or a quoted attribute of HTML or XML. */
export function escapeMarkup(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
