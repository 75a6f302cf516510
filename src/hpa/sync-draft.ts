import type { Instant } from '../units/instant.ts';
import type { Cluster } from './cluster.ts';
import { type ConditionText, setCondition } from './conditions.ts';
import type { ControllerConfig } from './controller-config.ts';
import type { Hpa, HpaEvent, Workings } from './decision.ts';
import type { ControllerMemory } from './memory.ts';
import type { Condition, ConditionType, HpaStatus } from './status.ts';
import type { Tolerances } from './tolerances.ts';

/** A sync while it goes on; made and dropped within one `reconcile`, so it may change. */
export interface SyncDraft {
  readonly hpa: Hpa;
  readonly config: ControllerConfig;
  readonly cluster: Cluster;
  readonly tolerances: Tolerances;
  readonly events: HpaEvent[];
  readonly errors: string[];
  readonly workings: Workings;
  /** Moves on with every answer. */
  at: Instant;
  memory: ControllerMemory;
  conditions: readonly Condition[];
  status: HpaStatus;
  isStatusWritten: boolean;
  scaleTo: number | undefined;
  scaleAttempts: number;
}

/** Sets a condition as of now. Go: `setCondition`. */
export function setConditionNow(draft: SyncDraft, type: ConditionType, text: ConditionText): void {
  draft.conditions = setCondition(draft.conditions, type, text, draft.at);
}

/** Writes a warning event. */
export function warn(draft: SyncDraft, reason: string, message: string): void {
  draft.events.push({ type: 'Warning', reason, message });
}
