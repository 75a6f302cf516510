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
 * pipeline and HPA. What the GPUs cannot do in a second waits for the next one, without limit. Costs the same however
 * many pods there are: a pod's share is added up when somebody reads its device.
 */
export class FluidLoad {
  readonly #spec: TwinSpec;
  readonly #fluid: FluidSpec;
  readonly #service: Service;
  #backlogMs = 0;
  /** Busy time that a GPU would have if it had served since the start. */
  #shareMs = 0;
  #second = 0;
  /** Where the share stood when each serving pod was last brought up to date. */
  readonly #seen = new Map<string, number>();

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
    loop.every(loop.now + TICK_MS, TICK_MS, () => this.#tick());
  }

  /** Brings the devices up to date: whole seconds that have passed. */
  settle(): void {
    const serving = this.#service.ready;
    for (const pod of serving) {
      const before = this.#seen.get(pod.name) ?? this.#shareMs;
      if (this.#shareMs > before) for (const gpu of pod.gpus) gpu.addBusy(this.#shareMs - before);
      this.#seen.set(pod.name, this.#shareMs);
    }
    if (this.#seen.size <= serving.length) return;
    const names = new Set(serving.map((pod) => pod.name));
    for (const name of this.#seen.keys()) if (!names.has(name)) this.#seen.delete(name);
  }

  #tick(): void {
    const lanes = this.#service.ready.length * this.#spec.scenario.workload.gpusPerPod;
    const workMs = this.#backlogMs + this.#fluid.imagesIn(this.#second++) * this.#fluid.deviceMs;
    const doneMs = Math.min(workMs, lanes * TICK_MS);
    this.#backlogMs = workMs - doneMs;
    if (lanes > 0) this.#shareMs += doneMs / lanes;
  }
}
