/** Where on the way from the user to the scaled pods a check looks. */
export type Hop =
  | 'API server'
  | 'exporter'
  | 'Prometheus'
  | 'custom metrics API'
  | 'HPA'
  | 'workload'
  | 'GPUs';

/** What a check asks. */
export interface Question {
  readonly id: string;
  readonly hop: Hop;
  /** What a run needs here, as a sentence. */
  readonly wanted: string;
}

/** One answer of the preflight. */
export interface Check extends Question {
  /** `unknown`: the question itself was refused or cannot be answered yet; it is never taken for `ok`. */
  readonly status: 'ok' | 'missing' | 'unknown';
  /** Whether a run cannot pass because of it; only what is missing dooms. */
  readonly dooms: boolean;
  readonly seen: string;
  /** What to do about it; empty when nothing. */
  readonly fix: string;
}

/** The answer that all is as wanted. */
export function found(question: Question, seen: string): Check {
  return { ...question, status: 'ok', dooms: false, seen, fix: '' };
}

/** The answer that something is missing; it dooms the run unless said otherwise. */
export function missing(
  question: Question,
  what: { readonly seen: string; readonly fix: string; readonly dooms?: boolean },
): Check {
  return { ...question, status: 'missing', dooms: what.dooms ?? true, seen: what.seen, fix: what.fix };
}

/** The answer that nobody knows, with the reason. */
export function unknown(question: Question, why: string, fix = ''): Check {
  return { ...question, status: 'unknown', dooms: false, seen: why, fix };
}

/** Whether what was found dooms what was asked for. */
export function isDoomedBy(checks: readonly Check[]): boolean {
  return checks.some(({ dooms }) => dooms);
}
