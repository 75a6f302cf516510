import type { RequestSpec } from '../scenario/request-schema.ts';
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
  /** File, type and length are those of the body that carries the image, the digest is the image's own. */
  readonly images: readonly Pick<CorpusImage, 'file' | 'contentType' | 'sha256' | 'bytes'>[];
  /** What is sent to a service of the user's own; that of fast-style-transfer when left out. */
  readonly request?: SheetRequest;
  readonly entriesFile: string;
  /** Where k6 writes its summary: a path, or `stdout` for a line of its own. */
  readonly summaryFile: string;
}

/** The same request for every sender, but for its body. */
export interface SheetRequest {
  readonly method: RequestSpec['method'];
  /** Path and query, as they stand in the first line of the request. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: RequestSpec['answer'];
}

/** Names of the sheet and the list in a sender's folder. */
export const SHEET_FILE = 'play-sheet.json';
export const ENTRIES_FILE = 'entries.json';
