/** What kubectl prints comes so much sooner than the run saw the same at most; milliseconds. */
export const EARLY_MS = 1000;
/** And so much later. */
export const LATE_MS = 2000;
