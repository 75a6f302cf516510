import type { Instant } from '../units/instant.ts';

interface Planned {
  readonly at: Instant;
  readonly order: number;
  readonly act: () => void;
}

/**
 * Virtual time: what is planned happens in order of time, and in the order of planning where times are equal. Nothing
 * here waits; time goes on by `advance` alone.
 */
export class EventLoop {
  #now: Instant;
  #order = 0;
  /** A binary heap, the next one first. */
  readonly #heap: Planned[] = [];

  constructor(startAt: Instant) {
    this.#now = startAt;
  }

  get now(): Instant {
    return this.#now;
  }

  /** Plans something; what lies in the past happens next. */
  at(time: Instant, act: () => void): void {
    const heap = this.#heap;
    const planned = { at: Math.max(time, this.#now), order: this.#order++, act };
    let place = heap.length;
    heap.push(planned);
    while (place > 0) {
      const above = (place - 1) >>> 1;
      if (!isBefore(planned, heap[above]!)) break;
      heap[place] = heap[above]!;
      place = above;
    }
    heap[place] = planned;
  }

  after(ms: number, act: () => void): void {
    this.at(this.#now + ms, act);
  }

  /** Plans something at `first` and at every period after it, on an exact grid. */
  every(first: Instant, periodMs: number, act: () => void): void {
    let beat = first;
    const step = () => {
      beat += periodMs;
      this.at(beat, step);
      act();
    };
    this.at(first, step);
  }

  /** Lets everything up to `until` happen, that instant included, and stands there. */
  advance(until: Instant): void {
    for (let next = this.#heap[0]; next !== undefined && next.at <= until; next = this.#heap[0]) {
      this.#take();
      this.#now = next.at;
      next.act();
    }
    this.#now = Math.max(this.#now, until);
  }

  #take(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    const size = heap.length;
    if (size === 0) return;
    let place = 0;
    for (let below = 1; below < size; below = 2 * place + 1) {
      if (below + 1 < size && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, last)) break;
      heap[place] = heap[below]!;
      place = below;
    }
    heap[place] = last;
  }
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
