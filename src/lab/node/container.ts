import { constants } from 'node:os';
import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { ContainerState, ContainerStatus } from '../../kube/objects.ts';
import { type ChildExit, type RunningChild, startChild } from '../../process/child.ts';
import { formatInstant, type Instant } from '../../units/instant.ts';
import { openContainerLog } from './container-log.ts';
import type { LocalCommand } from './images/image.ts';
import type { ContainerSpec, ProbeSpec } from './pod-spec.ts';
import { httpGet, probeOnce } from './probe.ts';
import { keepProbing, type ProbeListener } from './prober.ts';
import type { RestartBackOff } from './restart-back-off.ts';

/** Kinds of Events that a container causes. */
export type ContainerEvent = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

/** What a container needs from its pod. */
export interface ContainerSurroundings {
  readonly clock: Clock;
  readonly podIP: string;
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  readonly graceMs: number;
  readonly logFile: string;
  readonly backOff: RestartBackOff;
  /** Restarts that an earlier agent has counted. */
  readonly restartsBefore: number;
  readonly probed: boolean;
  /** Resolves environment, arguments and image; rejects while a ConfigMap or Secret that it needs is absent. */
  resolve(): Promise<LocalCommand | Unresolved>;
  onChange(): void;
  readonly onEvent: ContainerEvent;
  onProcess(pid: number, change: 'started' | 'ended'): void;
}

/** Why there is no local program for a container, in a kubelet's words. */
export interface Unresolved {
  readonly reason: string;
  readonly message: string;
}

/** How soon a container whose configuration is incomplete is tried again. */
const RETRY_MS = 1000;

/** One container as a local process: started, probed, restarted with back-off, and ended. */
export class Container {
  readonly spec: ContainerSpec;
  readonly #around: ContainerSurroundings;
  readonly #ending = new AbortController();
  #child: RunningChild | undefined;
  #state: ContainerState = { waiting: { reason: 'ContainerCreating' } };
  #lastState: ContainerState | undefined;
  #restarts: number;
  #started = false;
  #ready = false;
  #hold: Promise<void> | undefined;

  constructor(spec: ContainerSpec, around: ContainerSurroundings) {
    this.spec = spec;
    this.#around = around;
    this.#restarts = around.restartsBefore;
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#state.running ? this.#child?.pid : undefined;
  }

  get ready(): boolean {
    return this.#ready;
  }

  get started(): boolean {
    return this.#started;
  }

  get exitCode(): number | undefined {
    return this.#state.terminated?.exitCode;
  }

  status(): ContainerStatus {
    return {
      name: this.spec.name,
      image: this.spec.image,
      ready: this.#ready,
      started: this.#started,
      restartCount: this.#restarts,
      state: this.#state,
      ...(this.#lastState ? { lastState: this.#lastState } : {}),
    };
  }

  /** Runs until the restart policy or `end` says that it is over; never rejects. */
  async run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const command = await this.#resolve();
      if (!command || signal.aborted) break;
      const startedAt = this.#around.clock.now();
      const exit = await this.#runOnce(command, startedAt);
      if (signal.aborted || !this.#restartAfter(exit)) break;
      await this.#waitBeforeRestart(startedAt);
    }
    if (!this.#state.terminated) {
      this.#change({ terminated: { exitCode: 0, reason: 'Completed', finishedAt: this.#now() } });
    }
  }

  async #resolve(): Promise<LocalCommand | undefined> {
    for (let said = ''; !this.#ending.signal.aborted; ) {
      const found = await this.#around
        .resolve()
        .catch((error: unknown) => ({ reason: 'CreateContainerConfigError', message: errorText(error) }));
      if ('command' in found) return found;
      if (found.message !== said) this.#around.onEvent('Warning', 'Failed', `Error: ${found.message}`);
      said = found.message;
      this.#change({ waiting: found });
      await this.#sleep(RETRY_MS);
    }
    return undefined;
  }

  async #runOnce(command: LocalCommand, startedAt: Instant): Promise<ChildExit> {
    const { clock, onEvent, onProcess } = this.#around;
    const log = openContainerLog(this.#around.logFile, clock);
    const probing = new AbortController();
    const child = startChild({
      name: this.spec.name,
      command: command.command,
      args: command.args,
      env: command.env,
      extendEnv: false,
      ownGroup: true,
      cwd: '/',
      onLine: (line, stream) => log.line(line, stream),
    });
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) {
      onProcess(pid, 'started');
      onEvent('Normal', 'Started', `Started container ${this.spec.name}`);
      this.#started = !this.spec.startupProbe;
      this.#ready = this.#started && !this.spec.readinessProbe;
      this.#change({ running: { startedAt: formatInstant(startedAt) } });
      this.#probe(probing.signal);
    }
    const exit = await child.exited;
    probing.abort(new Error('the container has ended'));
    log.close();
    // What the process started in its group goes with it.
    child.kill('SIGKILL');
    if (pid !== undefined) onProcess(pid, 'ended');
    this.#noteExit(exit, startedAt);
    return exit;
  }

  #noteExit(exit: ChildExit, startedAt: Instant): void {
    const signal = exit.signal === undefined ? undefined : (constants.signals as SignalNumbers)[exit.signal];
    const exitCode = exit.startError !== undefined ? 128 : (exit.code ?? 128 + (signal ?? 0));
    this.#started = false;
    this.#ready = false;
    this.#change({
      terminated: {
        exitCode,
        ...(signal === undefined ? {} : { signal }),
        reason: exit.startError !== undefined ? 'StartError' : exitCode === 0 ? 'Completed' : 'Error',
        ...(exit.startError === undefined ? {} : { message: exit.startError }),
        startedAt: formatInstant(startedAt),
        finishedAt: this.#now(),
      },
    });
  }

  #restartAfter(exit: ChildExit): boolean {
    const { restartPolicy } = this.#around;
    return restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && exit.code !== 0);
  }

  async #waitBeforeRestart(startedAt: Instant): Promise<void> {
    const { backOff, clock, onEvent } = this.#around;
    const wait = backOff.next(clock.now() - startedAt);
    this.#lastState = this.#state;
    if (wait > 0) {
      const message = `back-off ${Math.round(wait / 1000)}s restarting failed container=${this.spec.name}`;
      onEvent('Warning', 'BackOff', `Back-off restarting failed container ${this.spec.name}`);
      this.#change({ waiting: { reason: 'CrashLoopBackOff', message } });
      await this.#sleep(wait);
    }
    await this.#hold;
    if (!this.#ending.signal.aborted) this.#restarts++;
  }

  #probe(signal: AbortSignal): void {
    if (!this.#around.probed) return;
    const { startupProbe, readinessProbe, livenessProbe } = this.spec;
    const afterStartup = () => {
      this.#started = true;
      this.#ready = !readinessProbe;
      this.#change(this.#state);
      this.#watchProbe(
        readinessProbe,
        'Readiness',
        { onVerdict: (healthy) => this.#setReady(healthy) },
        signal,
      );
      const kill = (healthy: boolean) => !healthy && this.#killUnhealthy('liveness');
      this.#watchProbe(livenessProbe, 'Liveness', { onVerdict: kill }, signal);
    };
    if (!startupProbe) {
      afterStartup();
      return;
    }
    const startup = new AbortController();
    const onVerdict = (healthy: boolean) => {
      startup.abort(new Error('the startup probe has its answer'));
      if (healthy) afterStartup();
      else this.#killUnhealthy('startup');
    };
    this.#watchProbe(startupProbe, 'Startup', { onVerdict }, AbortSignal.any([signal, startup.signal]));
  }

  #watchProbe(
    probe: ProbeSpec | undefined,
    kind: string,
    listener: ProbeListener,
    signal: AbortSignal,
  ): void {
    if (!probe) return;
    const onFailure = (detail: string) =>
      this.#around.onEvent('Warning', 'Unhealthy', `${kind} probe failed: ${detail}`);
    const look = () => probeOnce(probe, this.spec, this.#around.podIP);
    keepProbing(this.#around.clock, probe, look, { ...listener, onFailure }, signal).catch((error) => {
      if (!signal.aborted) onFailure(errorText(error));
    });
  }

  #setReady(ready: boolean): void {
    if (!this.#state.running) return;
    this.#ready = ready;
    this.#change(this.#state);
  }

  #killUnhealthy(probe: string): void {
    if (this.#ending.signal.aborted) return;
    const { onEvent, graceMs } = this.#around;
    onEvent('Normal', 'Killing', `Container ${this.spec.name} failed ${probe} probe, will be restarted`);
    void this.#child?.stop(graceMs);
  }

  /** Kills the process as if from outside; it is restarted, after `downMs` at the earliest. */
  strike(signal: NodeJS.Signals, downMs: number): boolean {
    if (!this.#state.running || !this.#child) return false;
    if (downMs > 0) this.#hold = this.#sleep(downMs);
    this.#child.kill(signal);
    return true;
  }

  /** Ends the container: preStop, SIGTERM, and SIGKILL when `graceMs` is over. */
  async end(graceMs: number): Promise<void> {
    const deadline = this.#around.clock.now() + graceMs;
    const wasRunning = this.#state.running !== undefined;
    this.#ending.abort(new Error('the pod is being deleted'));
    if (!wasRunning || !this.#child) return;
    this.#around.onEvent('Normal', 'Killing', `Stopping container ${this.spec.name}`);
    await this.#preStop(deadline);
    await this.#child.stop(Math.max(0, deadline - this.#around.clock.now()));
  }

  async #preStop(deadline: Instant): Promise<void> {
    const preStop = this.spec.lifecycle?.preStop;
    const left = deadline - this.#around.clock.now();
    if (!preStop || left <= 0 || !this.#child) return;
    if (preStop.sleep) {
      await Promise.race([
        this.#around.clock.sleep(Math.min(left, 1000 * preStop.sleep.seconds)),
        this.#child.exited,
      ]);
    } else if (preStop.httpGet) {
      const result = await httpGet(preStop.httpGet, this.spec, this.#around.podIP, left);
      if (!result.ok) this.#around.onEvent('Warning', 'FailedPreStopHook', result.detail);
    }
  }

  #change(state: ContainerState): void {
    this.#state = state;
    this.#around.onChange();
  }

  async #sleep(ms: number): Promise<void> {
    const { signal } = this.#ending;
    await this.#around.clock.sleep(ms, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  #now(): string {
    return formatInstant(this.#around.clock.now());
  }
}

type SignalNumbers = Readonly<Record<string, number | undefined>>;
