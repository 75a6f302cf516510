import type { CorpusImage } from './corpus.ts';

/** What a sender is told; written as JSON beside the list of entries. Files are named from its own folder. */
export interface PlaySheet {
  readonly baseUrl: string;
  /** Longest side of the styled images, pixels. */
  readonly size: number;
  readonly timeoutMs: number;
  /** From the moment that a sender is ready to load start. */
  readonly leadMs: number;
  /** Longest time that a VU may play. */
  readonly maxDurationMs: number;
  readonly vus: number;
  readonly images: readonly Pick<CorpusImage, 'file' | 'contentType' | 'sha256' | 'bytes'>[];
  readonly entriesFile: string;
  /** Where k6 writes its summary: a path, or `stdout` for a line of its own. */
  readonly summaryFile: string;
}

/** Names of the sheet and the list in a sender's folder. */
export const SHEET_FILE = 'play-sheet.json';
export const ENTRIES_FILE = 'entries.json';
