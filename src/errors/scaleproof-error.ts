/** What kind of failure it is; `cli/exit-code.ts` maps each to the exit code of the process. */
export type ErrorCode =
  | 'usage' // the caller's mistake: bad flag, invalid scenario, unreadable record
  | 'target-unavailable' // the lab or cluster could not be brought up, or broke for good
  | 'inconclusive' // the run went on, but nothing can be concluded from it
  | 'interrupted'; // Ctrl-C or SIGTERM

/**
 * The one error type: `message` says what was wanted, of which thing, what was seen last and for how long;
 * `hint` says what to try.
 */
export class ScaleproofError extends Error {
  override readonly name = 'ScaleproofError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
}

/** The text of any thrown value, for messages that quote a cause. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
