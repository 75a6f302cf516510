import type { Instant } from '../../units/instant.ts';

/** One kernel on its way: how it ended is told once, by `settle`. */
export interface Kernel {
  readonly ms: number;
  readonly settle: (result: KernelResult) => void;
}

/** How a kernel ended. */
export type KernelResult = { readonly queuedMs: number } | { readonly error: string };

/** What a device knows of itself at one instant. */
export interface DeviceLoad {
  /** Milliseconds with a kernel on the device since it was made. */
  readonly busyMs: number;
  /** Kernels running or waiting. */
  readonly queue: number;
}

interface Queued {
  readonly kernel: Kernel;
  readonly arrivedAt: Instant;
  startedAt: Instant | undefined;
}

/**
 * An emulated GPU as a queue in time: kernels run one after the other, first in first out, each for its own length.
 * The device reads no clock and sets no timer; `advance` moves it. A kernel that waits starts at the instant its
 * predecessor ended, not when somebody looked, so that a late timer costs the device no time.
 */
export class Device {
  #queue: Queued[] = [];
  #finishedMs = 0;

  /** Puts a kernel at the end of the queue; returns how to take it off again, running or not. */
  launch(kernel: Kernel, now: Instant): { cancel(now: Instant): void } {
    this.advance(now);
    const queued: Queued = { kernel, arrivedAt: now, startedAt: this.#queue.length === 0 ? now : undefined };
    this.#queue.push(queued);
    return { cancel: (at) => this.#cancel(queued, at) };
  }

  /** A kernel whose process has gone stops where it is: the driver tears its context down. */
  #cancel(queued: Queued, now: Instant): void {
    this.advance(now);
    if (!this.#queue.includes(queued)) return;
    this.#queue = this.#queue.filter((other) => other !== queued);
    if (queued.startedAt === undefined) return;
    this.#finishedMs += Math.max(0, now - queued.startedAt);
    const next = this.#queue[0];
    if (next) next.startedAt = now;
  }

  /** Lets time pass: settles every kernel that has ended by `now`. */
  advance(now: Instant): void {
    for (let head = this.#queue[0]; head?.startedAt !== undefined; head = this.#queue[0]) {
      const endedAt: Instant = head.startedAt + head.kernel.ms;
      if (endedAt > now) return;
      this.#finishedMs += head.kernel.ms;
      this.#queue.shift();
      const next = this.#queue[0];
      if (next) next.startedAt = endedAt;
      head.kernel.settle({ queuedMs: head.startedAt - head.arrivedAt });
    }
  }

  /** When the kernel that runs now will end; `undefined` while idle. */
  nextEnd(): Instant | undefined {
    const head = this.#queue[0];
    return head?.startedAt === undefined ? undefined : head.startedAt + head.kernel.ms;
  }

  /** Busy time and queue at `now`; the kernel that runs counts for what it has run. */
  load(now: Instant): DeviceLoad {
    this.advance(now);
    const startedAt = this.#queue[0]?.startedAt;
    return {
      busyMs: this.#finishedMs + (startedAt === undefined ? 0 : Math.max(0, now - startedAt)),
      queue: this.#queue.length,
    };
  }

  /** Ends every kernel with an error, as a device that falls off the bus does. */
  fail(reason: string): void {
    const lost = this.#queue;
    this.#queue = [];
    for (const { kernel } of lost) kernel.settle({ error: reason });
  }
}
