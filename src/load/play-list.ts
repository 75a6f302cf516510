import type { CorpusImage } from './corpus.ts';

/** What the load script is told; written as JSON beside the list of entries. */
export interface PlaySheet {
  readonly baseUrl: string;
  /** Longest side of the styled images, pixels. */
  readonly size: number;
  readonly timeoutMs: number;
  /** From the moment that all VUs are up to load start. */
  readonly leadMs: number;
  /** Longest time that a VU may play. */
  readonly maxDurationMs: number;
  readonly vus: number;
  readonly images: readonly Pick<CorpusImage, 'file' | 'contentType' | 'sha256' | 'bytes'>[];
  readonly entriesFile: string;
  readonly summaryFile: string;
}
