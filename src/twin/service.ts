import type { Random } from '../plan/random.ts';
import { LAB } from './lab-figures.ts';
import type { TwinPod } from './pod.ts';
import type { TwinSpec } from './twin-spec.ts';

/** The Service in front of the pods: its endpoints as its proxy knows them, a moment after they changed. */
export class Service {
  readonly #spec: TwinSpec;
  readonly #pods: () => readonly TwinPod[];
  readonly #random: Random;
  #ready: readonly TwinPod[] = [];
  #terminating: readonly TwinPod[] = [];
  /** Called when the set of ready pods may have changed. */
  onTurn: () => void = () => {};
  #told = '';
  #due = false;

  constructor(spec: TwinSpec, pods: () => readonly TwinPod[], random: Random) {
    this.#spec = spec;
    this.#pods = pods;
    this.#random = random;
  }

  get ready(): readonly TwinPod[] {
    return this.#ready;
  }

  /** Pods have changed. */
  look(): void {
    if (this.#due) return;
    this.#due = true;
    this.#spec.loop.after(LAB.endpoints, () => {
      this.#due = false;
      this.#update();
    });
  }

  /** Where a new connection goes: random over the ready pods, else over those that terminate but still serve. */
  choose(): TwinPod | undefined {
    const listening = this.#terminating.filter((pod) => pod.process?.listening && pod.readyAt !== undefined);
    const backends = this.#ready.length > 0 ? this.#ready : listening;
    return backends[Math.floor(this.#random() * backends.length)];
  }

  #update(): void {
    const all = this.#pods();
    this.#ready = all.filter((pod) => pod.readyAt !== undefined && !pod.deleting);
    this.#terminating = all.filter((pod) => pod.deleting && pod.startedAt !== undefined);
    this.onTurn();
    const ready = this.#ready.map((pod) => pod.name).sort();
    const terminating = this.#terminating.map((pod) => pod.name).sort();
    const text = `${ready.join()} ${terminating.join()}`;
    if (text === this.#told) return;
    this.#told = text;
    this.#spec.emit({ kind: 'endpoints', at: this.#spec.loop.now, ready, terminating });
  }
}
