/** How a process that was told to go winds up; milliseconds. */
export const DRAIN = {
  /** New connections are taken for this long after the signal: some were routed here before the endpoint left. */
  listen: 500,
  /** An open connection that stays silent for this long is closed; sooner would race with a client that uses it again. */
  silence: 3000,
  /** It looks this often. */
  look: 25,
} as const;
