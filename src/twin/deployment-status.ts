import type { ReplicasObservation } from '../sample/observation.ts';
import { LAB } from './lab-figures.ts';
import type { TwinPod } from './pod.ts';
import type { TwinSpec } from './twin-spec.ts';

/** The Deployment's status: what its controller last counted, a moment after its pods changed. */
export class DeploymentStatus {
  readonly #spec: TwinSpec;
  readonly #desired: () => number;
  readonly #pods: () => readonly TwinPod[];
  #told: ReplicasObservation | undefined;
  #ready = 0;
  #isDue = false;
  /** `status.replicas`: pods that are not going. */
  current = 0;

  constructor(spec: TwinSpec, desired: () => number, pods: () => readonly TwinPod[]) {
    this.#spec = spec;
    this.#desired = desired;
    this.#pods = pods;
  }

  /** Pods have changed. */
  refresh(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#spec.loop.after(LAB.deploymentStatus, () => {
      this.#isDue = false;
      const active = this.#pods().filter((pod) => !pod.deleting);
      this.current = active.length;
      this.#ready = active.filter((pod) => pod.readyAt !== undefined).length;
      this.tell();
    });
  }

  /** Tells what the Deployment says, if that is new. */
  tell(): void {
    const told: ReplicasObservation = {
      kind: 'replicas',
      at: this.#spec.loop.now,
      desired: this.#desired(),
      current: this.current,
      ready: this.#ready,
      available: this.#ready,
    };
    const before = this.#told;
    const isOld =
      before?.desired === told.desired && before.current === told.current && before.ready === told.ready;
    if (isOld) return;
    this.#told = told;
    this.#spec.emit(told);
  }
}
