import type { RunHeader } from '../record/run-record.ts';
import type { Observation } from '../sample/observation.ts';

/** What a run tells the thread that serves its live page. */
export type ToLive =
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'begin'; readonly header: RunHeader; readonly report: string }
  | { readonly kind: 'seen'; readonly observation: Observation }
  | { readonly kind: 'over'; readonly page: string };

/** What that thread answers. */
export type FromLive =
  | { readonly kind: 'serving'; readonly url: string }
  | { readonly kind: 'refused'; readonly message: string; readonly hint: string }
  /** Every page that followed has the report. */
  | { readonly kind: 'delivered' };

/** What the thread is started with. */
export interface LiveStart {
  readonly port: number;
  readonly epoch: string;
  readonly scenario: string;
}
