import type { Instant } from '../../units/instant.ts';
import type { Decision, Hpa } from '../decision.ts';
import { explainSync } from '../explain/explain-sync.ts';
import { type ControllerMemory, NO_MEMORY } from '../memory.ts';
import { reconcile } from '../reconcile.ts';
import type { HpaSpec } from '../spec.ts';
import type { HpaStatus } from '../status.ts';
import { outRow, type SyncOut } from './out-row.ts';
import type { Action, SyncRecord, Trace } from './trace.ts';
import { type TraceState, traceCluster } from './trace-cluster.ts';

/** One sync of the answer. */
export interface ReplayedSync {
  readonly tMs: Instant;
  readonly endedAt: Instant;
  readonly out: SyncOut;
  /** Why it decided so; only when asked for. */
  readonly sentences: readonly string[];
}

/** How to print. */
export interface ReplayOptions {
  /** Adds what the controller remembers after each sync. */
  readonly withMemory?: boolean;
  /** Says of each sync why it decided so. */
  readonly withReasons?: boolean;
}

/** Feeds the recorded inputs of a trace to the controller's arithmetic, sync by sync. */
export function replay(trace: Trace, options: ReplayOptions = {}): readonly ReplayedSync[] {
  const world = new World(trace, options);
  for (const sync of trace.syncs) world.sync(sync);
  return world.end();
}

/** The HPA object in the API server and its controller, while a trace is replayed. */
class World {
  readonly #trace: Trace;
  readonly #options: ReplayOptions;
  readonly #state: TraceState = { pods: [], lastAnswers: new Map() };
  readonly #done: ReplayedSync[] = [];
  #nextAction = 0;
  /** Changes with every write, as a resourceVersion does. */
  #version = 1;
  #stored: { readonly spec: HpaSpec; readonly status: HpaStatus } | undefined;
  #memory: ControllerMemory;
  /** Set when the HPA came back after having been deleted. */
  #recreatedAt: Instant | undefined;
  #open:
    | { readonly tMs: Instant; readonly decision: Decision; readonly sentences: readonly string[] }
    | undefined;

  constructor(trace: Trace, options: ReplayOptions) {
    this.#trace = trace;
    this.#options = options;
    this.#stored = { spec: trace.hpa, status: trace.initialStatus };
    this.#memory = trace.initialMemory;
  }

  sync(record: SyncRecord): void {
    this.#act(record.tMs, () => true);
    this.#forgetDeleted(record.tMs);
    this.#finish();
    // A sync without an HPA is none; a record that has one was made by somebody else.
    this.#stored ??= { spec: this.#trace.hpa, status: this.#trace.initialStatus };
    const stored = this.#stored;
    const began = this.#version;
    const hpa: Hpa = { namespace: 'default', name: 'web', ...stored };
    const cluster = traceCluster(this.#trace, record, this.#state, stored.spec, (at, status) =>
      this.#store(at, began, status),
    );
    const input = { hpa, config: this.#trace.config, cluster };
    const isExplained = this.#options.withReasons === true;
    const done = isExplained
      ? explainSync(input, this.#memory, record.tMs)
      : { ...reconcile(input, this.#memory, record.tMs), sentences: [] };
    this.#memory = done.memory;
    this.#open = { tMs: record.tMs, decision: done.decision, sentences: done.sentences };
  }

  end(): readonly ReplayedSync[] {
    // What comes after the last sync may still show in it: a restart empties the memory.
    this.#act(Number.POSITIVE_INFINITY, () => true);
    this.#finish();
    return this.#done;
  }

  /** Writes a status unless the object has changed since the sync began. */
  #store(at: Instant, began: number, status: HpaStatus): string | undefined {
    // A restart waits for the sync to end, so only the object itself changes under it.
    this.#act(at, (action) => action.kind !== 'restart');
    const resource = 'horizontalpodautoscalers.autoscaling';
    if (this.#stored === undefined) return `${resource} "web" not found`;
    if (this.#version !== began)
      return `Operation cannot be fulfilled on ${resource} "web": the object has been modified; please apply your changes to the latest version and try again`;
    this.#stored = { spec: this.#stored.spec, status };
    this.#version++;
    return undefined;
  }

  /** Does what is due, in order, up to the first thing that may not be done now. */
  #act(until: Instant, mayDo: (action: Action) => boolean): void {
    for (;;) {
      const action = this.#trace.actions[this.#nextAction];
      if (action === undefined || action.at > until || !mayDo(action)) return;
      this.#nextAction++;
      this.#do(action);
    }
  }

  #do(action: Action): void {
    switch (action.kind) {
      case 'edit':
        if (this.#stored !== undefined) this.#stored = { spec: action.spec, status: this.#stored.status };
        break;
      case 'restart':
        this.#memory = this.#trace.initialMemory;
        return;
      case 'delete':
        this.#finish();
        this.#stored = undefined;
        break;
      case 'create':
        this.#recreatedAt = action.at;
        this.#stored = { spec: this.#trace.hpa, status: this.#trace.initialStatus };
        break;
    }
    this.#version++;
  }

  /** A sync a whole period after the HPA came back means that the controller had noticed the deletion. */
  #forgetDeleted(tMs: Instant): void {
    if (this.#recreatedAt === undefined) return;
    if (tMs >= this.#recreatedAt + this.#trace.syncPeriodMs) this.#memory = NO_MEMORY;
    this.#recreatedAt = undefined;
  }

  /** Closes the open sync with the status as it now stands. */
  #finish(): void {
    if (this.#open === undefined || this.#stored === undefined) return;
    const { tMs, decision, sentences } = this.#open;
    const memory = this.#options.withMemory === true ? this.#memory : undefined;
    const out = outRow(this.#stored.status, decision, memory);
    this.#done.push({ tMs, endedAt: decision.endedAt, out, sentences });
    this.#open = undefined;
  }
}
