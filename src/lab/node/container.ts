import type { Clock } from '../../clock/clock.ts';
import { errorText } from '../../errors/scaleproof-error.ts';
import type { ContainerState, ContainerStatus } from '../../kube/objects.ts';
import { type ChildExit, type RunningChild, startChild } from '../../process/child.ts';
import { formatInstant, type Instant } from '../../units/instant.ts';
import { terminatedState } from './container-exit.ts';
import { openContainerLog } from './container-log.ts';
import { startProbes } from './container-probes.ts';
import type { LocalCommand } from './images/image.ts';
import type { ContainerSpec } from './pod-spec.ts';
import { runPreStop } from './pre-stop.ts';
import type { RestartBackOff } from './restart-back-off.ts';

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
  /** Resolves environment, arguments and image; rejects while a ConfigMap or Secret that it needs is absent. */
  resolve(): Promise<LocalCommand | Unresolved>;
  onChange(): void;
  onEvent(type: 'Normal' | 'Warning', reason: string, message: string): void;
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
    if (this.#state.terminated) return;
    const finishedAt = formatInstant(this.#around.clock.now());
    this.#change({ terminated: { exitCode: 0, reason: 'Completed', finishedAt } });
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
    const { clock, onProcess } = this.#around;
    const log = openContainerLog(this.#around.logFile, clock);
    const probing = new AbortController();
    const child = startChild({
      ...command,
      name: this.spec.name,
      extendEnv: false,
      ownGroup: true,
      cwd: '/',
      onLine: (line, stream) => log.line(line, stream),
    });
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) {
      onProcess(pid, 'started');
      this.#around.onEvent('Normal', 'Started', `Started container ${this.spec.name}`);
      this.#change({ running: { startedAt: formatInstant(startedAt) } });
      this.#probe(probing.signal);
    }
    const exit = await child.exited;
    probing.abort(new Error('the container has ended'));
    log.close();
    // What the process started in its group goes with it.
    child.kill('SIGKILL');
    if (pid !== undefined) onProcess(pid, 'ended');
    this.#started = false;
    this.#ready = false;
    this.#change(terminatedState(exit, startedAt, clock.now()));
    return exit;
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
    const { onEvent, graceMs } = this.#around;
    const { name } = this.spec;
    const outcome = {
      onStarted: () => {
        this.#started = true;
        this.#change(this.#state);
      },
      onReady: (ready: boolean) => {
        this.#ready = ready;
        this.#change(this.#state);
      },
      onUnhealthy: (probe: string) => {
        if (this.#ending.signal.aborted) return;
        onEvent('Normal', 'Killing', `Container ${name} failed ${probe} probe, will be restarted`);
        void this.#child?.stop(graceMs);
      },
      onFailure: (message: string) => onEvent('Warning', 'Unhealthy', message),
    };
    startProbes(this.spec, this.#around, outcome, signal);
  }

  /** Kills the process as if from outside; it is restarted, after `downMs` at the earliest. False when none runs. */
  strike(signal: NodeJS.Signals, downMs: number): boolean {
    if (!this.#state.running || !this.#child) return false;
    if (downMs > 0) this.#hold = this.#sleep(downMs);
    this.#child.kill(signal);
    return true;
  }

  /** Ends the container: preStop, SIGTERM, and SIGKILL when `graceMs` is over. */
  async end(graceMs: number): Promise<void> {
    const { clock, onEvent, podIP } = this.#around;
    const deadline = clock.now() + graceMs;
    const child = this.#state.running ? this.#child : undefined;
    this.#ending.abort(new Error('the pod is being deleted'));
    if (!child) return;
    onEvent('Normal', 'Killing', `Stopping container ${this.spec.name}`);
    const problem = await runPreStop(this.spec, { clock, podIP, exited: child.exited }, graceMs);
    if (problem !== undefined) onEvent('Warning', 'FailedPreStopHook', problem);
    await child.stop(Math.max(0, deadline - clock.now()));
  }

  /** Shortens an end that is under way: SIGKILL comes after `graceMs` at the latest. */
  async hasten(graceMs: number): Promise<void> {
    const child = this.#child;
    await this.#around.clock.sleep(graceMs);
    if (this.#child === child) child?.kill('SIGKILL');
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
}
