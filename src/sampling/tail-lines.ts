import type { Files, TailFile } from '../host/host.ts';

/** A file that is followed line by line, over its rotation. */
export interface LineTail {
  /**
   * Whole lines that came since the last call; a line that is still being written waits for the next. Rejects when the
   * file cannot be read.
   */
  lines(): Promise<readonly string[]>;
  /** For how many calls in a row the file had been moved away with none in its place; a rotation may take one. */
  missedLooks(): number;
  close(): Promise<void>;
}

/** Follows a file from its start or its present end. Rejects when it is not there. */
export async function tailLines(
  files: Pick<Files, 'openTail'>,
  path: string,
  from: 'start' | 'end',
): Promise<LineTail> {
  let file = await files.openTail(path, from);
  let part = '';
  let missedLooks = 0;
  let decoder = new TextDecoder();
  const drain = async (lines: string[]): Promise<void> => {
    for (let bytes = await file.readOn(); bytes.length > 0; bytes = await file.readOn()) {
      const pieces = (part + decoder.decode(bytes, { stream: true })).split('\n');
      part = pieces.pop() ?? '';
      lines.push(...pieces.filter((line) => line !== ''));
    }
  };
  return {
    lines: async () => {
      const lines: string[] = [];
      // Asked for before the rest is read: what was written until the file was replaced must not be lost.
      const replaced = await file.isReplaced();
      await drain(lines);
      if (!replaced) return lines;
      const next = await openNext(files, path);
      if (next === undefined) {
        missedLooks++;
        return lines;
      }
      missedLooks = 0;
      await file.close();
      file = next;
      part = '';
      decoder = new TextDecoder();
      await drain(lines);
      return lines;
    },
    missedLooks: () => missedLooks,
    close: () => file.close(),
  };
}

/** The file that stands in the place of the old one; `undefined` while there is none. */
async function openNext(files: Pick<Files, 'openTail'>, path: string): Promise<TailFile | undefined> {
  return await files.openTail(path, 'start').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}
