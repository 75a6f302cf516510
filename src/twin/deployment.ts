import type { Pod as HpaPod } from '../hpa/pod.ts';
import { DeploymentStatus } from './deployment-status.ts';
import type { GpuNodes } from './gpu.ts';
import { LAB } from './lab-figures.ts';
import { hpaPodOf, newPod, type TwinPod, victimsFirst } from './pod.ts';
import { bindPod, deletePod, type PodWorld, tellPod } from './pod-life.ts';
import { randomOf, type TwinSpec } from './twin-spec.ts';

/** Letters of generated names, as Kubernetes has them. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** The Deployment with its ReplicaSet: keeps as many pods as it is told. */
export class Deployment {
  readonly #world: PodWorld;
  readonly #spec: TwinSpec;
  readonly #random: () => number;
  readonly #pods = new Map<string, TwinPod>();
  readonly #labels: Readonly<Record<string, string>>;
  #hpaPods: readonly HpaPod[] | undefined;
  #desired: number;
  readonly #status: DeploymentStatus;

  constructor(
    world: Omit<PodWorld, 'changed' | 'gone'>,
    onChange: () => void,
    labels: Readonly<Record<string, string>>,
    replicas: number,
  ) {
    this.#spec = world.spec;
    this.#random = randomOf(world.spec, 'names');
    this.#labels = labels;
    this.#world = {
      ...world,
      changed: () => {
        this.#hpaPods = undefined;
        this.#status.refresh();
        onChange();
      },
      gone: (pod) => {
        this.#pods.delete(pod.name);
        this.#world.changed(pod);
        this.#retryPending();
      },
    };
    this.#desired = replicas;
    this.#status = new DeploymentStatus(
      world.spec,
      () => this.#desired,
      () => this.pods(),
    );
  }

  get world(): PodWorld {
    return this.#world;
  }

  get nodes(): GpuNodes {
    return this.#world.nodes;
  }

  /** All pods that exist, those that are going included; in order of creation. */
  pods(): readonly TwinPod[] {
    return [...this.#pods.values()];
  }

  hpaPods(): readonly HpaPod[] {
    this.#hpaPods ??= this.pods().map((pod) => hpaPodOf(pod, this.#labels));
    return this.#hpaPods;
  }

  /** What the scale subresource says. */
  get scale(): { readonly specReplicas: number; readonly statusReplicas: number } {
    return { specReplicas: this.#desired, statusReplicas: this.#status.current };
  }

  /** The Deployment is created with its first pod. */
  create(): void {
    this.#status.tell();
    this.#spec.loop.after(LAB.replicaSet, () => this.#sync());
  }

  scaleTo(replicas: number): void {
    this.#desired = replicas;
    this.#status.tell();
    this.#spec.loop.after(LAB.replicaSet, () => this.#sync());
  }

  /** ReplicaSet: creates what is missing, deletes what is too much. */
  #sync(): void {
    const active = this.pods().filter((pod) => !pod.deleting);
    const { loop } = this.#spec;
    const missing = this.#desired - active.length;
    for (let nth = 0; nth < missing; nth++) this.#create(nth * LAB.eachPod);
    const victims = missing < 0 ? victimsFirst(active).slice(0, -missing) : [];
    for (const [nth, pod] of victims.entries()) {
      // Marked at once, so that a second sync does not choose it again; told in its turn.
      pod.deleting = true;
      loop.after(nth * LAB.eachPod, () => deletePod(this.#world, pod));
    }
    if (missing !== 0) this.#event(missing > 0 ? 'up' : 'down', active.length);
  }

  #create(inMs: number): void {
    const { loop, scenario } = this.#spec;
    const suffix = Array.from({ length: 5 }, () => LETTERS[Math.floor(this.#random() * LETTERS.length)]);
    const pod = newPod(`${scenario.workload.name}-7c5f8d9b6-${suffix.join('')}`, loop.now + inMs);
    this.#pods.set(pod.name, pod);
    loop.after(inMs, () => {
      tellPod(this.#world, pod, 'created');
      this.#world.changed(pod);
    });
    loop.after(inMs + LAB.schedule, () => this.#schedule(pod, true));
  }

  #schedule(pod: TwinPod, isFirst: boolean): void {
    if (pod.deleting || pod.node !== undefined || bindPod(this.#world, pod) || !isFirst) return;
    const { names } = this.nodes;
    this.#spec.emit({
      kind: 'event',
      at: this.#spec.loop.now,
      type: 'Warning',
      reason: 'FailedScheduling',
      message: `0/${names.length} nodes are available: ${names.length} Insufficient ${this.#spec.scenario.workload.gpuResource}.`,
      object: `Pod/${pod.name}`,
      count: 1,
    });
  }

  #retryPending(): void {
    for (const pod of this.#pods.values()) if (pod.node === undefined) this.#schedule(pod, false);
  }

  #event(direction: 'up' | 'down', from: number): void {
    const { name } = this.#spec.scenario.workload;
    this.#spec.emit({
      kind: 'event',
      at: this.#spec.loop.now,
      type: 'Normal',
      reason: 'ScalingReplicaSet',
      message: `Scaled ${direction} replica set ${name}-7c5f8d9b6 from ${from} to ${this.#desired}`,
      object: `Deployment/${name}`,
      count: 1,
    });
  }
}
