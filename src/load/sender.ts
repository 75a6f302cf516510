/** How the end of a sender came out. */
export interface SenderStopped {
  /** Whether nothing of it is left that could send. */
  readonly stopped: boolean;
  /** What was seen: of what it is gone, or what was still there. */
  readonly detail: string;
}

/** What sends a play: k6 beside the runner, or a pod in the cluster. Its lines go to whoever started it. */
export interface Sender {
  /** Its name in messages. */
  readonly name: string;
  /** Its process on this machine; strikes aim at it. */
  readonly pid: number | undefined;
  /** Resolves when it ended of its own accord: with what was wrong, or `undefined` when it ended in order. */
  readonly exited: Promise<string | undefined>;
  /** Longest time from its start to the line that names load start, milliseconds. */
  readonly startDeadlineMs: number;
  /** Tells it to stop, in the words of `how`, and waits until nothing of it is left; never rejects. */
  stop(): Promise<SenderStopped>;
  readonly how: string;
  /** Where it stands while it has said nothing yet. */
  readonly seen?: () => string;
}

/** Starts a sender; each line that it says goes to `onLine`. */
export type StartSender = (onLine: (line: string) => void, signal: AbortSignal) => Sender;
