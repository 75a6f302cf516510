import type { PodStatus } from './pod-status.ts';

/** Writes a pod's status when it has changed. */
export interface StatusPublisher {
  /** The status that was written last. */
  readonly written: PodStatus | undefined;
  /** Asks for a write soon; any number of requests until then are one. */
  request(): void;
  /** Resolves when no write is under way or waiting. */
  settled(): Promise<void>;
}

/** Makes the publisher of one pod; `write` must not reject. */
export function statusPublisher(
  compute: () => PodStatus | undefined,
  write: (status: PodStatus) => Promise<void>,
): StatusPublisher {
  let written: PodStatus | undefined;
  let waiting = false;
  let writing: Promise<void> = Promise.resolve();
  return {
    get written() {
      return written;
    },
    request: () => {
      if (waiting) return;
      waiting = true;
      writing = writing.then(async () => {
        waiting = false;
        const status = compute();
        if (!status || JSON.stringify(status) === JSON.stringify(written)) return;
        written = status;
        await write(status);
      });
    },
    settled: () => writing,
  };
}
