import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { Instant } from '../../units/instant.ts';
import type { AgentSurroundings } from './agent-surroundings.ts';
import { Container } from './container.ts';
import { type PodEnvironment, pathsOf, resolveCommand } from './pod-command.ts';
import { allocateGpus, type GpuVariables, preparePod } from './pod-setup.ts';
import { type ContainerSpec, type Pod, podKey } from './pod-spec.ts';
import { type PodStatus, podStatus } from './pod-status.ts';
import { restartBackOff } from './restart-back-off.ts';
import { type StatusPublisher, statusPublisher } from './status-publisher.ts';

/** How soon a pod whose volumes are incomplete is tried again. */
const RETRY_MS = 500;

/** The life of one pod on this machine, from bound to removed. */
export class PodWorker {
  readonly podIP: string;
  readonly containers: readonly Container[];
  /** Where its volumes, scratch files and logs lie. */
  readonly folder: string;
  /** Resolves when everything of the pod is gone. */
  readonly done: Promise<void>;
  readonly #agent: AgentSurroundings;
  readonly #initContainers: readonly Container[];
  readonly #startTime: Instant;
  readonly #ending = new AbortController();
  readonly #status: StatusPublisher;
  #pod: Pod;
  #environment: PodEnvironment | undefined;
  #gpus: GpuVariables = {};
  #initialized = false;
  #rejected: { readonly reason: string; readonly message: string } | undefined;
  /** True when nothing is to be written about the pod any more. */
  #dropped = false;

  constructor(pod: Pod, agent: AgentSurroundings) {
    this.#pod = pod;
    this.#agent = agent;
    this.podIP = agent.addresses.take(pod.status?.podIP);
    this.#startTime = agent.clock.now();
    this.folder = join(agent.folder, podKey(pod).replace('/', '_'));
    this.#status = statusPublisher(
      () => (this.#dropped ? undefined : this.#compute()),
      (status) => this.#write(status).then(() => {}),
    );
    const { restartPolicy = 'Always', initContainers = [] } = pod.spec;
    const initRestarts = restartPolicy === 'Never' ? 'Never' : 'OnFailure';
    this.containers = pod.spec.containers.map((spec) => this.#makeContainer(spec, restartPolicy));
    this.#initContainers = initContainers.map((spec) => this.#makeContainer(spec, initRestarts));
    this.done = this.#live().catch((error) => {
      if (!agent.signal.aborted) agent.log(`pod ${this.key}: ${errorText(error)}`);
    });
  }

  get key(): string {
    return podKey(this.#pod);
  }

  get pod(): Pod {
    return this.#pod;
  }

  /** Where a path of one of its containers lies on this machine; `undefined` while the pod has no volumes yet. */
  placeOf(container: ContainerSpec, path: string): string | undefined {
    return this.#environment && pathsOf(this.#environment, container).place(path);
  }

  /** Takes in what the watch said; a deletion stamp begins the end. */
  update(pod: Pod): void {
    const before = this.#pod.metadata.deletionGracePeriodSeconds;
    this.#pod = pod;
    const { deletionTimestamp, deletionGracePeriodSeconds: grace = 0 } = pod.metadata;
    if (deletionTimestamp === undefined) return;
    this.#end('the pod is being deleted');
    // Deleted again with less patience, as `kubectl delete --grace-period` does.
    if (before === undefined || grace >= before) return;
    for (const container of this.#all()) void container.hasten(1000 * grace);
  }

  /** Kills the processes and writes nothing more: the pod has left the API, or the machine goes down. */
  drop(): Promise<void> {
    this.#dropped = true;
    this.#end('the pod is gone');
    for (const container of this.#all()) container.strike('SIGKILL', 0);
    return this.done;
  }

  #end(why: string): void {
    if (!this.#ending.signal.aborted) this.#ending.abort(new Error(why));
  }

  async #live(): Promise<void> {
    const { signal } = this.#ending;
    try {
      this.#status.request();
      if (await this.#prepare()) await this.#runContainers();
      // A pod that has run to its end holds no GPU, although it is still in the API.
      this.#releaseGpus();
      if (!signal.aborted) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      }
    } finally {
      await this.#cleanUp();
    }
  }

  /** Gets ready what containers need; false when the pod ended before, or cannot run on this node at all. */
  async #prepare(): Promise<boolean> {
    const { signal } = this.#ending;
    await mkdir(this.folder, { recursive: true });
    try {
      this.#gpus = await allocateGpus(this.#pod, this.#agent);
    } catch (error) {
      this.#rejected = { reason: 'UnexpectedAdmissionError', message: errorText(error) };
      this.#event('Warning', 'UnexpectedAdmissionError', errorText(error));
      this.#status.request();
      return false;
    }
    for (let said = ''; !signal.aborted; ) {
      try {
        this.#environment = await preparePod({ pod: this.#pod, podIP: this.podIP }, this.folder, this.#agent);
        return true;
      } catch (error) {
        const message = errorText(error);
        if (message !== said) this.#event('Warning', 'FailedMount', message);
        said = message;
        await this.#agent.clock.sleep(RETRY_MS, signal).catch(() => {});
      }
    }
    return false;
  }

  async #runContainers(): Promise<void> {
    const { signal } = this.#ending;
    const ended = this.#whenEnding(async () => {
      const graceMs = this.#dropped ? 0 : 1000 * (this.#pod.metadata.deletionGracePeriodSeconds ?? 0);
      await Promise.all(this.#all().map((container) => container.end(graceMs)));
    });
    for (const container of this.#initContainers) {
      await container.run();
      if (container.status().state?.terminated?.exitCode !== 0) {
        if (signal.aborted) await ended;
        return;
      }
    }
    this.#initialized = true;
    await Promise.all(this.containers.map((container) => container.run()));
    if (signal.aborted) await ended;
  }

  #whenEnding(act: () => Promise<void>): Promise<void> {
    const { signal } = this.#ending;
    if (signal.aborted) return act();
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => void act().then(resolve, reject), { once: true });
    });
  }

  async #cleanUp(): Promise<void> {
    this.#end('its life is over');
    this.#releaseGpus();
    this.#agent.addresses.free(this.podIP);
    await this.#status.settled();
    // Logs stay for the reader of a failed run; what else the pod had goes.
    await rm(join(this.folder, 'volumes'), { recursive: true, force: true });
    await rm(join(this.folder, 'containers'), { recursive: true, force: true });
    if (this.#dropped) return;
    if (await this.#write(this.#compute())) await this.#agent.writer.remove(this.#pod, this.#agent.signal);
  }

  /** False when the pod is no longer in the API. */
  async #write(status: PodStatus): Promise<boolean> {
    try {
      return await this.#agent.writer.status(this.#pod, status, this.#agent.signal);
    } catch (error) {
      if (!this.#agent.signal.aborted) this.#agent.log(`status of ${this.key}: ${errorText(error)}`);
      return true;
    }
  }

  #compute(): PodStatus {
    const { restartPolicy = 'Always' } = this.#pod.spec;
    return podStatus(
      {
        podIP: this.podIP,
        startTime: this.#startTime,
        initialized: this.#initialized || this.#initContainers.length === 0,
        restartPolicy: this.#ending.signal.aborted ? 'Never' : restartPolicy,
        initContainers: this.#initContainers.map((container) => container.status()),
        containers: this.containers.map((container) => container.status()),
        ...(this.#rejected ? { rejected: this.#rejected } : {}),
      },
      this.#status.written?.conditions ?? this.#pod.status?.conditions ?? [],
      this.#agent.clock.now(),
    );
  }

  #makeContainer(spec: ContainerSpec, restartPolicy: 'Always' | 'OnFailure' | 'Never'): Container {
    const agent = this.#agent;
    const { status, spec: podSpec } = this.#pod;
    const before = status?.containerStatuses?.find(({ name }) => name === spec.name);
    return new Container(spec, {
      clock: agent.clock,
      podIP: this.podIP,
      restartPolicy,
      graceMs: 1000 * (podSpec.terminationGracePeriodSeconds ?? 30),
      logFile: join(this.folder, `${spec.name}.log`),
      backOff: restartBackOff(agent.backOff),
      restartsBefore: (before?.restartCount ?? 0) + (before?.state?.running ? 1 : 0),
      resolve: async () => {
        if (!this.#environment) throw new Error('the pod is not prepared');
        return resolveCommand(this.#environment, spec, this.#gpus[spec.name] ?? {});
      },
      onChange: () => this.#status.request(),
      onEvent: (type, reason, message) => this.#event(type, reason, message),
      onProcess: agent.onProcess,
    });
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    if (!this.#dropped) this.#agent.writer.event(this.#pod, type, reason, message);
  }

  #releaseGpus(): void {
    this.#agent.gpuHost.release(this.#pod.metadata.uid ?? '');
  }

  #all(): readonly Container[] {
    return [...this.#initContainers, ...this.containers];
  }
}
