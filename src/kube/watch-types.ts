import type { Instant } from '../units/instant.ts';
import type { Query } from './connection.ts';
import type { KubeObject } from './objects.ts';

/** One change of one object. `receivedAt` was taken when its bytes came in, before they were parsed. */
export interface ObjectChange<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
  readonly receivedAt: Instant;
  /** True when it was found by comparing two lists: the change happened some time during the gap before. */
  readonly synthesized: boolean;
}

/** A stretch in which changes could not be seen in time. `to` is `null` when it opens; the same `from` closes it. */
export interface WatchGap {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly reason: string;
}

/** Who is told what. An error that one of them throws ends the watch and is thrown by it. */
export interface WatchHandlers<T extends KubeObject = KubeObject> {
  /** Once, with everything that was there at the start. */
  onSync(objects: readonly T[], receivedAt: Instant): void;
  onChange(change: ObjectChange<T>): void;
  onGap(gap: WatchGap): void;
}

/** What to watch and how patiently. */
export interface WatchTarget {
  /** Path of the collection, for example `/api/v1/namespaces/style-transfer/pods`. */
  readonly path: string;
  /** `labelSelector`, `fieldSelector`. */
  readonly query?: Query;
  /** Ends the watch; it then resolves. */
  readonly signal: AbortSignal;
  /** Silence after which the connection counts as dead. The API server sends a bookmark a minute; default 75 s. */
  readonly idleMs?: number;
  /** A reconnect that resumes without loss in less than this is no gap; default 500 ms. */
  readonly gapMs?: number;
  /** Seed of all jitter; default 1. */
  readonly seed?: number;
}
