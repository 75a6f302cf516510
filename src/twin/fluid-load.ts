import type { TwinPod } from './pod.ts';
import type { Service } from './service.ts';
import type { TwinSpec } from './twin-spec.ts';

/** Load without single images: work that arrives every second and is shared evenly over the ready pods' GPUs. */
export interface FluidSpec {
  /** Images that arrive in a second of virtual time, counted from the start of the load. */
  readonly imagesIn: (second: number) => number;
  /** Device time of one image, milliseconds. */
  readonly deviceMs: number;
}

const TICK_MS = 1000;

/**
 * Aggregated arrivals for long runs: no queue a pod and no request observations, but the same device busy time, pods,
 * pipeline and HPA. What the GPUs cannot do in a second waits for the next one, without limit. A second costs the same however
 * many pods there are: a device follows the common share, and works its own out when somebody reads it.
 */
export class FluidLoad {
  readonly #spec: TwinSpec;
  readonly #fluid: FluidSpec;
  readonly #service: Service;
  #backlogMs = 0;
  /** Busy time that a GPU would have if it had served since the start. */
  #shareMs = 0;
  #second = 0;
  #serving: ReadonlySet<TwinPod> = new Set();

  constructor(spec: TwinSpec, fluid: FluidSpec, service: Service) {
    this.#spec = spec;
    this.#fluid = fluid;
    this.#service = service;
  }

  get backlogMs(): number {
    return this.#backlogMs;
  }

  start(): void {
    const { loop } = this.#spec;
    this.#service.onTurn = () => this.#shareOut();
    this.#shareOut();
    loop.every(loop.now + TICK_MS, TICK_MS, () => this.#tick());
  }

  /** The set of ready pods has changed: those that came share the work from now on, those that left no longer do. */
  #shareOut(): void {
    const ready = new Set(this.#service.ready);
    for (const pod of this.#serving) if (!ready.has(pod)) for (const gpu of pod.gpus) gpu.unfollow();
    for (const pod of ready) {
      if (this.#serving.has(pod)) continue;
      for (const gpu of pod.gpus) gpu.follow(() => this.#shareMs);
    }
    this.#serving = ready;
  }

  #tick(): void {
    const lanes = this.#service.ready.length * this.#spec.scenario.workload.gpusPerPod;
    const workMs = this.#backlogMs + this.#fluid.imagesIn(this.#second++) * this.#fluid.deviceMs;
    const doneMs = Math.min(workMs, lanes * TICK_MS);
    this.#backlogMs = workMs - doneMs;
    if (lanes > 0) this.#shareMs += doneMs / lanes;
  }
}
