import { visibleLine } from './visible-text.ts';

const LONGEST_CELL = 600;

/** Escapes text for markdown: nothing in it is markdown or HTML any more, and it stays on its line and in its cell. */
export function escapeMarkdown(value: string): string {
  const line = visibleLine(value);
  const cut = line.length > LONGEST_CELL ? `${line.slice(0, LONGEST_CELL)}…` : line;
  return cut
    .toWellFormed()
    .replace(/[\\`*_[\]#~|!@]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** The lines of a table of cells that are markdown already; `right` says which columns are aligned to the right. */
export function markdownTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  right: (column: number) => boolean = () => false,
): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heading), line(heading.map((_, i) => (right(i) ? '---:' : '---'))), ...rows.map(line), ''];
}
