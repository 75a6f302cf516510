/** One line of a text with its number, counted from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** What kubectl printed: `describe hpa`, the table of `get hpa`, or that of `get events`. */
export type BlockKind = 'describe' | 'table' | 'events';

/** A stretch of a text that kubectl printed, moved to the left margin. */
export interface TextBlock {
  readonly kind: BlockKind;
  readonly lines: readonly Line[];
  /** The head came more than once: a table asked for again and again, not watched. */
  readonly isRepeated: boolean;
}

const HEADS: readonly { readonly kind: BlockKind; readonly pattern: RegExp }[] = [
  { kind: 'table', pattern: /^(NAMESPACE\s+)?NAME\s+REFERENCE\s+TARGETS\s/ },
  { kind: 'events', pattern: /^(NAMESPACE\s+)?LAST SEEN\s+TYPE\s+REASON\s/ },
  { kind: 'describe', pattern: /^Name:\s+\S/ },
];

/**
 * Finds kubectl's output in any text, such as a page with prompts, prose and code fences around it. A block ends at a
 * fence, at a prompt and at the head of the next one; a table also ends at an empty line.
 */
export function findBlocks(text: string): readonly TextBlock[] {
  const blocks: { kind: BlockKind; indent: number; lines: Line[]; isRepeated: boolean }[] = [];
  let open: (typeof blocks)[number] | undefined;
  text.split(/\r?\n/).forEach((raw, index) => {
    const trimmed = raw.trim();
    const head = HEADS.find(({ pattern }) => pattern.test(trimmed));
    const line = { number: index + 1, text: raw.trimEnd() };
    if (head !== undefined) {
      if (head.kind !== 'describe' && open?.kind === head.kind) {
        open.isRepeated = true;
        return;
      }
      open = { kind: head.kind, indent: raw.length - raw.trimStart().length, lines: [], isRepeated: false };
      blocks.push(open);
    } else if (isEnd(trimmed, open?.kind)) open = undefined;
    if (open !== undefined && trimmed !== '') open.lines.push(line);
  });
  return blocks.map(({ kind, indent, lines, isRepeated }) => ({
    kind,
    isRepeated,
    lines: lines.map(({ number, text: one }) => ({ number, text: dedent(one, indent) })),
  }));
}

function isEnd(trimmed: string, kind: BlockKind | undefined): boolean {
  if (/^(```|~~~|\$ |# kubectl )/.test(trimmed)) return true;
  return trimmed === '' && kind !== undefined && kind !== 'describe';
}

/** Takes away at most `indent` blanks, so that a line that lost them stays whole. */
function dedent(text: string, indent: number): string {
  const blanks = text.length - text.trimStart().length;
  return text.slice(Math.min(indent, blanks));
}
