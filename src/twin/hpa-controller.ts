import type { Answered, Cluster, PodMetricValue } from '../hpa/cluster.ts';
import { type ControllerConfig, STOCK_CONTROLLER } from '../hpa/controller-config.ts';
import type { Decision, Hpa } from '../hpa/decision.ts';
import { type ControllerMemory, NO_MEMORY } from '../hpa/memory.ts';
import { reconcile } from '../hpa/reconcile.ts';
import type { HpaSpec } from '../hpa/spec.ts';
import { EMPTY_STATUS } from '../hpa/status.ts';
import { firstSync, nextSync } from '../hpa/sync-schedule.ts';
import type { Instant } from '../units/instant.ts';
import type { Adapter, AdapterAnswer } from './adapter.ts';
import type { Deployment } from './deployment.ts';
import { observeHpa, specVersionOf } from './hpa-object.ts';
import { tellRead } from './hpa-read.ts';
import { LAB } from './lab-figures.ts';
import type { TwinSpec } from './twin-spec.ts';

/** What a controller is started with. */
export interface HpaControllerSpec {
  readonly spec: TwinSpec;
  readonly hpaSpec: HpaSpec;
  /** The same as JSON, for the record. */
  readonly hpaWire?: Readonly<Record<string, unknown>>;
  readonly deployment: Deployment;
  readonly adapter: Adapter;
  /** Label selector of the pods, as text. */
  readonly selector: string;
  readonly controllerStart: Instant;
  /** Answers for metrics of other kinds than Pods; none by default. */
  readonly others?: Partial<Cluster>;
  readonly config?: Partial<ControllerConfig>;
}

/** The HPA controller: the exact arithmetic of `src/hpa`, synced at the instants at which the real one syncs. */
export class HpaController {
  readonly #of: HpaControllerSpec;
  readonly #config: ControllerConfig;
  readonly #specVersion: string;
  readonly #counts = new Map<string, number>();
  #memory: ControllerMemory = NO_MEMORY;
  #hpa: Hpa;
  #answer: AdapterAnswer | undefined;
  #start: Instant;
  /** What a controller that was killed had still planned is not done. */
  #life = 0;
  /** How many syncs there were. */
  syncs = 0;

  constructor(of: HpaControllerSpec) {
    const { spec, hpaSpec } = of;
    const { name, namespace } = spec.scenario.workload;
    this.#of = of;
    this.#config = {
      ...STOCK_CONTROLLER,
      downscaleStabilizationMs: spec.timing.downscaleStabilizationMs,
      ...of.config,
    };
    this.#specVersion = specVersionOf(hpaSpec);
    this.#hpa = { namespace, name, spec: hpaSpec, status: EMPTY_STATUS };
    this.#start = of.controllerStart;
  }

  /** The HPA object is created now. */
  create(): void {
    const { spec } = this.#of;
    const { loop, timing } = spec;
    const { hpaWire } = this.#of;
    const told = { at: loop.now, specVersion: this.#specVersion };
    if (hpaWire !== undefined) spec.emit({ kind: 'hpaSpec', ...told, resourceVersion: '1', spec: hpaWire });
    spec.emit(observeHpa(this.#hpa, this.#specVersion, loop.now));
    this.#at(firstSync(loop.now + LAB.hpaSeen, this.#start, timing.syncPeriodMs), () => this.#sync());
  }

  /** Killed now, and up again after `downMs`: it has forgotten everything that is not in the HPA object. */
  restart(downMs: number): void {
    const { loop, timing } = this.#of.spec;
    this.#life++;
    this.#memory = NO_MEMORY;
    this.#start = loop.now + downMs;
    this.#at(firstSync(this.#start, this.#start, timing.syncPeriodMs), () => this.#sync());
  }

  #at(time: Instant, act: () => void): void {
    const life = this.#life;
    this.#of.spec.loop.at(time, () => {
      if (life === this.#life) act();
    });
  }

  #sync(): void {
    const { spec, selector } = this.#of;
    const controllerStart = this.#start;
    const { loop, timing } = spec;
    const startedAt = loop.now;
    this.syncs++;
    this.#answer = undefined;
    const input = { hpa: this.#hpa, config: this.#config, cluster: this.#cluster() };
    const { decision, memory } = reconcile(input, this.#memory, startedAt);
    this.#memory = memory;
    if (this.#answer !== undefined && spec.detail === 'all')
      tellRead(spec, selector, startedAt + LAB.readScale, this.#answer);
    // The scale is written one call before the sync ends with its status.
    if (decision.scaleTo !== undefined)
      this.#at(decision.endedAt - LAB.writeStatus, () => this.#rescale(decision));
    this.#at(decision.endedAt, () => this.#finish(decision));
    const { endedAt } = decision;
    this.#at(nextSync({ startedAt, endedAt, syncPeriodMs: timing.syncPeriodMs, controllerStart }), () =>
      this.#sync(),
    );
  }

  #rescale(decision: Decision): void {
    this.#of.deployment.scaleTo(decision.scaleTo!);
  }

  #finish(decision: Decision): void {
    const { spec } = this.#of;
    for (const event of decision.events) {
      const key = `${event.reason} ${event.message}`;
      const count = (this.#counts.get(key) ?? 0) + 1;
      this.#counts.set(key, count);
      const object = `HorizontalPodAutoscaler/${this.#hpa.name}`;
      spec.emit({ kind: 'event', at: spec.loop.now, ...event, object, count });
    }
    if (!decision.isStatusWritten) return;
    this.#hpa = { ...this.#hpa, status: decision.status };
    spec.emit(observeHpa(this.#hpa, this.#specVersion, spec.loop.now));
  }

  #cluster(): Cluster {
    const { deployment, selector, others } = this.#of;
    return {
      pods: deployment.hpaPods(),
      mapTarget: (at) => ({ at, value: true }),
      getScale: (at) => ({ at: at + LAB.readScale, value: { ...deployment.scale, selector } }),
      resourceMetrics: (at) => ({ at, error: NOT_MODELLED }),
      podsMetric: (at) => this.#readPods(at),
      objectMetric: (at) => ({ at, error: NOT_MODELLED }),
      externalMetric: (at) => ({ at, error: NOT_MODELLED }),
      updateScale: (at) => ({ at: at + LAB.writeScale, value: true }),
      updateStatus: (at) => ({ at: at + LAB.writeStatus, value: true }),
      ...others,
    };
  }

  #readPods(at: Instant): Answered<readonly PodMetricValue[]> {
    const answer = this.#of.adapter.ask(this.#of.deployment.hpaPods().map((pod) => pod.name));
    this.#answer = answer;
    const answeredAt = at + LAB.readMetric;
    if (answer.status !== 200) return { at: answeredAt, error: answer.problem };
    return {
      at: answeredAt,
      value: answer.items.map(({ pod, milli }) => ({ pod, timestamp: answeredAt, value: milli })),
    };
  }
}

const NOT_MODELLED = 'the twin has no metric of this kind';
