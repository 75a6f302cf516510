import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { Instant } from '../../units/instant.ts';
import type { AgentSurroundings } from './agent-surroundings.ts';
import { Container } from './container.ts';
import type { PlacedPod } from './environment.ts';
import { type PodEnvironment, resolveCommand } from './pod-command.ts';
import { writePodKubeconfig } from './pod-kubeconfig.ts';
import { type ContainerSpec, type Pod, podKey } from './pod-spec.ts';
import { type PodStatus, podStatus } from './pod-status.ts';
import { restartBackOff } from './restart-back-off.ts';
import { writeVolumes } from './volumes.ts';

/** How soon a pod whose volumes are incomplete is tried again. */
const RETRY_MS = 500;

/** The life of one pod on this machine, from bound to removed. */
export class PodWorker {
  readonly #agent: AgentSurroundings;
  readonly #podIP: string;
  readonly #startTime: Instant;
  readonly #folder: string;
  readonly #ending = new AbortController();
  readonly #containers: readonly Container[];
  readonly #initContainers: readonly Container[];
  readonly #done: Promise<void>;
  #pod: Pod;
  #environment: PodEnvironment | undefined;
  #gpus: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
  #initialized = false;
  #rejected: { readonly reason: string; readonly message: string } | undefined;
  #written: PodStatus | undefined;
  #writing: Promise<void> = Promise.resolve();
  #dirty = false;
  #gone = false;

  constructor(pod: Pod, agent: AgentSurroundings) {
    this.#pod = pod;
    this.#agent = agent;
    this.#podIP = agent.addresses.take(pod.status?.podIP);
    this.#startTime = agent.clock.now();
    this.#folder = join(agent.folder, podKey(pod).replace('/', '_'));
    this.#containers = pod.spec.containers.map((spec) => this.#makeContainer(spec, true));
    this.#initContainers = (pod.spec.initContainers ?? []).map((spec) => this.#makeContainer(spec, false));
    this.#done = this.#live().catch((error) => agent.log(`pod ${this.key}: ${errorText(error)}`));
  }

  get key(): string {
    return podKey(this.#pod);
  }

  get pod(): Pod {
    return this.#pod;
  }

  get podIP(): string {
    return this.#podIP;
  }

  get containers(): readonly Container[] {
    return this.#containers;
  }

  /** Takes in what the watch said; a deletion stamp begins the end. */
  update(pod: Pod): void {
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined) this.#end();
  }

  /** The pod is no longer in the API: nothing is left to be graceful for. */
  vanish(): Promise<void> {
    this.#gone = true;
    this.#end();
    for (const container of this.#all()) container.strike('SIGKILL', 0);
    return this.#done;
  }

  /** Ends the processes and leaves the pod in the API: the machine goes down, not the pod. */
  async abandon(graceMs: number): Promise<void> {
    this.#gone = true;
    this.#end();
    await Promise.all(this.#all().map((container) => container.end(graceMs)));
    await this.#done;
  }

  /** Resolves when everything of the pod is gone. */
  get done(): Promise<void> {
    return this.#done;
  }

  #end(): void {
    if (!this.#ending.signal.aborted) this.#ending.abort(new Error('the pod is being deleted'));
  }

  async #live(): Promise<void> {
    try {
      if (!this.#ending.signal.aborted) this.#writeStatus();
      if (await this.#prepare()) await this.#runContainers();
      // A pod that has run to its end holds no GPU, although it is still in the API.
      this.#agent.gpuHost.release(this.#pod.metadata.uid ?? '');
      if (!this.#ending.signal.aborted) await this.#untilEnding();
    } finally {
      await this.#cleanUp();
    }
  }

  /** Gets ready what containers need; false when the pod ended before. */
  async #prepare(): Promise<boolean> {
    const { signal } = this.#ending;
    await mkdir(this.#folder, { recursive: true });
    for (let said = ''; !signal.aborted; ) {
      try {
        if (!(await this.#allocateGpus())) return false;
        this.#environment = await this.#makeEnvironment();
        return true;
      } catch (error) {
        const message = errorText(error);
        if (message !== said) this.#event('Warning', 'FailedMount', message);
        said = message;
        await this.#sleep(RETRY_MS);
      }
    }
    return false;
  }

  /** Takes the GPUs that the limits ask for; a node that lacks them rejects the pod for good, like a kubelet. */
  async #allocateGpus(): Promise<boolean> {
    const { metadata, spec } = this.#pod;
    const gpus: Record<string, Record<string, string>> = {};
    for (const container of spec.containers) {
      const count = Number(container.resources?.limits?.['nvidia.com/gpu'] ?? 0);
      if (count === 0) continue;
      try {
        const { uuids, socketPath } = await this.#agent.gpuHost.allocate({
          podUid: metadata.uid ?? '',
          pod: metadata.name,
          namespace: metadata.namespace ?? 'default',
          container: container.name,
          node: spec.nodeName ?? '',
          count,
        });
        gpus[container.name] = {
          NVIDIA_VISIBLE_DEVICES: uuids.join(','),
          GPU_DEVICE_SOCKET: socketPath,
        };
      } catch (error) {
        this.#rejected = { reason: 'UnexpectedAdmissionError', message: errorText(error) };
        this.#event('Warning', 'UnexpectedAdmissionError', errorText(error));
        this.#writeStatus();
        return false;
      }
    }
    this.#gpus = gpus;
    return true;
  }

  async #makeEnvironment(): Promise<PodEnvironment> {
    const { agent, placed } = { agent: this.#agent, placed: this.#placed() };
    const volumes = await writeVolumes(placed, join(this.#folder, 'volumes'), agent.reader);
    const token = volumes.serviceAccountFolder && join(volumes.serviceAccountFolder, 'token');
    const namespace = this.#pod.metadata.namespace ?? 'default';
    const kubeconfig = token
      ? await writePodKubeconfig(this.#folder, token, namespace, agent.apiServer)
      : undefined;
    return {
      placed,
      reader: agent.reader,
      images: agent.images,
      lab: agent.lab,
      folder: this.#folder,
      volumeFolders: volumes.folders,
      kubeconfig,
      base: agent.baseEnvironment(kubeconfig),
    };
  }

  #placed(): PlacedPod {
    return { pod: this.#pod, podIP: this.#podIP };
  }

  async #runContainers(): Promise<void> {
    const { signal } = this.#ending;
    const ended = new Promise<void>((resolve) => {
      const endAll = async () => {
        const graceMs = 1000 * (this.#pod.metadata.deletionGracePeriodSeconds ?? 0);
        await Promise.all(this.#all().map((container) => container.end(this.#gone ? 0 : graceMs)));
        resolve();
      };
      if (signal.aborted) void endAll();
      else signal.addEventListener('abort', () => void endAll(), { once: true });
    });
    for (const container of this.#initContainers) {
      await container.run();
      if (container.exitCode !== 0) return signal.aborted ? ended : undefined;
    }
    this.#initialized = true;
    await Promise.all(this.#containers.map((container) => container.run()));
    if (signal.aborted) await ended;
  }

  async #untilEnding(): Promise<void> {
    const { signal } = this.#ending;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  async #cleanUp(): Promise<void> {
    this.#agent.gpuHost.release(this.#pod.metadata.uid ?? '');
    this.#agent.addresses.free(this.#podIP);
    await this.#writing;
    if (!this.#gone) {
      const { signal } = this.#agent;
      const still = await this.#agent.writer.status(this.#pod, this.#compute(), signal);
      if (still) await this.#agent.writer.remove(this.#pod, signal);
    }
    // Logs stay for the reader of a failed run; what else the pod had goes.
    await rm(join(this.#folder, 'volumes'), { recursive: true, force: true });
    await rm(join(this.#folder, 'containers'), { recursive: true, force: true });
  }

  /** Writes the status soon: once for any number of changes, and only if something changed. */
  #writeStatus(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    this.#writing = this.#writing.then(async () => {
      this.#dirty = false;
      if (this.#gone) return;
      const status = this.#compute();
      if (JSON.stringify(status) === JSON.stringify(this.#written)) return;
      this.#written = status;
      await this.#agent.writer
        .status(this.#pod, status, this.#agent.signal)
        .catch((error) => this.#agent.log(`status of ${this.key}: ${errorText(error)}`));
    });
  }

  #compute(): PodStatus {
    const ending = this.#ending.signal.aborted;
    return podStatus(
      {
        podIP: this.#podIP,
        startTime: this.#startTime,
        initialized: this.#initialized || this.#initContainers.length === 0,
        restartPolicy: ending ? 'Never' : (this.#pod.spec.restartPolicy ?? 'Always'),
        initContainers: this.#initContainers.map((container) => container.status()),
        containers: this.#containers.map((container) => container.status()),
        ...(this.#rejected ? { rejected: this.#rejected } : {}),
      },
      this.#written?.conditions ?? this.#pod.status?.conditions ?? [],
      this.#agent.clock.now(),
    );
  }

  #makeContainer(spec: ContainerSpec, probed: boolean): Container {
    const agent = this.#agent;
    const { pod } = this;
    const before = pod.status?.containerStatuses?.find(({ name }) => name === spec.name);
    return new Container(spec, {
      clock: agent.clock,
      podIP: this.#podIP,
      restartPolicy: probed ? (pod.spec.restartPolicy ?? 'Always') : 'OnFailure',
      graceMs: 1000 * (pod.spec.terminationGracePeriodSeconds ?? 30),
      logFile: join(this.#folder, `${spec.name}.log`),
      backOff: restartBackOff(agent.backOff),
      restartsBefore: before?.state?.running ? before.restartCount + 1 : (before?.restartCount ?? 0),
      probed,
      resolve: async () => {
        if (!this.#environment) throw new Error('the pod is not prepared');
        return resolveCommand(this.#environment, spec, this.#gpus[spec.name] ?? {});
      },
      onChange: () => this.#writeStatus(),
      onEvent: (type, reason, message) => this.#event(type, reason, message),
      onProcess: agent.onProcess,
    });
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    if (!this.#gone) this.#agent.writer.event(this.#pod, type, reason, message);
  }

  #all(): readonly Container[] {
    return [...this.#initContainers, ...this.#containers];
  }

  async #sleep(ms: number): Promise<void> {
    const { signal } = this.#ending;
    await this.#agent.clock.sleep(ms, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
