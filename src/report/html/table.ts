import { type Markup, type MarkupPart, markup } from '../markup.ts';

/** A table that scrolls by itself where it is too wide; focusable, so that it scrolls by keyboard too. */
export function table(
  label: string,
  columns: readonly string[],
  rows: readonly (readonly MarkupPart[])[],
): Markup {
  const body = rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`);
  return scrolling(
    label,
    markup`<table><thead><tr>${columns.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead><tbody>${body}</tbody></table>`,
  );
}

/** Wraps what may be too wide. */
export function scrolling(label: string, content: Markup): Markup {
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}
