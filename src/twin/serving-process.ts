import type { Random } from '../plan/random.ts';
import type { Instant } from '../units/instant.ts';
import type { EventLoop } from './event-loop.ts';
import type { Gpu } from './gpu.ts';
import { LAB } from './lab-figures.ts';
import type { ServingModel, StyledImage } from './serving-options.ts';

/** An image in a pod, and whom to tell how it ended. */
export interface Job {
  readonly image: StyledImage;
  /** The client has left. */
  readonly isAbandoned: () => boolean;
  readonly answered: (status: 200 | 429) => void;
  /** The connection broke under it. */
  readonly broken: () => void;
}

/** The serving process of one pod: a bounded queue in front of its GPUs, one image at a time on each. */
export class ServingProcess {
  readonly #loop: EventLoop;
  readonly #model: ServingModel;
  readonly #random: Random;
  readonly #idle: Gpu[];
  readonly #waiting: Job[] = [];
  readonly #jobs = new Set<Job>();
  readonly #gpus: readonly Gpu[];
  #alive = true;
  /** Since when nothing was in work. */
  quietSince: Instant;
  /** It has been told to stop: every answer closes its connection. */
  draining = false;
  /** New connections are taken. */
  listening = true;
  accepted = 0;
  completed = 0;
  rejected = 0;

  constructor(loop: EventLoop, model: ServingModel, gpus: readonly Gpu[], random: Random) {
    this.#loop = loop;
    this.#random = random;
    this.#model = model;
    this.#gpus = gpus;
    this.#idle = [...gpus];
    this.quietSince = loop.now;
  }

  /** Images that have a place in the pod. */
  get depth(): number {
    return this.#jobs.size;
  }

  receive(job: Job): void {
    if (!this.#alive) {
      job.broken();
      return;
    }
    if (this.depth >= this.#model.queueLimit) {
      this.rejected++;
      job.answered(429);
      return;
    }
    this.#jobs.add(job);
    this.#loop.after(LAB.decode, () => this.#enqueue(job));
  }

  #enqueue(job: Job): void {
    if (!this.#jobs.has(job)) return;
    this.accepted++;
    this.#waiting.push(job);
    this.#startNext();
  }

  #startNext(): void {
    while (this.#idle.length > 0) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      if (job.isAbandoned()) this.#leave(job);
      else this.#run(job, this.#idle.shift()!);
    }
  }

  #run(job: Job, gpu: Gpu): void {
    const { deviceMs, laneMs } = job.image;
    gpu.start(deviceMs, this.#loop.now);
    this.#loop.after(laneMs, () => {
      if (!this.#alive) return;
      gpu.stop(this.#loop.now);
      this.#idle.push(gpu);
      this.#loop.after(this.#model.holdMs + encodeMs(this.#random), () => this.#answer(job));
      this.#startNext();
    });
  }

  #answer(job: Job): void {
    if (!this.#jobs.has(job)) return;
    this.#leave(job);
    if (job.isAbandoned()) return;
    this.completed++;
    job.answered(200);
  }

  #leave(job: Job): void {
    this.#jobs.delete(job);
    if (this.depth === 0) this.quietSince = this.#loop.now;
  }

  /** Ends at once: kernels stop, and whatever is in the pod is lost. */
  kill(): void {
    this.#alive = false;
    this.listening = false;
    const lost = [...this.#jobs];
    this.#jobs.clear();
    this.#waiting.length = 0;
    for (const gpu of this.#gpus) gpu.stop(this.#loop.now);
    for (const job of lost) job.broken();
  }
}

function encodeMs(random: Random): number {
  return LAB.encode - LAB.encodeSpread * Math.log(1 - random());
}
