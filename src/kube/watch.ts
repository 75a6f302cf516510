import type { Clock } from '../clock/clock.ts';
import type { Instant } from '../units/instant.ts';
import { type Blindness, makeBlindness } from './blindness.ts';
import type { ByteStream, KubeConnection } from './connection.ts';
import { backOffMs, type Jitter, makeJitter } from './jitter.ts';
import { itemsOf, type KnownObjects, makeKnownObjects } from './known-objects.ts';
import { KubeError } from './kube-error.ts';
import type { KubeList, KubeObject } from './objects.ts';
import { followStream } from './watch-stream.ts';
import type { WatchHandlers, WatchTarget } from './watch-types.ts';

const DEFAULT_IDLE_MS = 75_000;
const DEFAULT_GAP_MS = 500;
/** A stream that lived this long was healthy, even if it had nothing to say. */
const HEALTHY_MS = 1000;

/**
 * Lists a collection, then follows its changes until the signal aborts, over any number of connections: resumes where it was,
 * compares lists where the history is lost, and tells every stretch in which it was blind.
 * Throws what a handler throws, and the server's refusal (401, 403, 404) of the very first list.
 */
export async function watchObjects<T extends KubeObject>(
  connection: KubeConnection,
  clock: Clock,
  target: WatchTarget,
  handlers: WatchHandlers<T>,
): Promise<void> {
  const watch = new CollectionWatch(connection, clock, target, handlers);
  try {
    await watch.run();
  } catch (error) {
    if (target.signal.aborted && error === target.signal.reason) return;
    throw error;
  }
}

class CollectionWatch<T extends KubeObject> {
  readonly #connection: KubeConnection;
  readonly #clock: Clock;
  readonly #target: WatchTarget;
  readonly #handlers: WatchHandlers<T>;
  readonly #jitter: Jitter;
  readonly #known: KnownObjects<T> = makeKnownObjects<T>();
  #synced = false;
  /** Where to resume; `undefined` means that the history is lost and a list is needed. */
  #version: string | undefined;
  #failures = 0;
  readonly #blindness: Blindness;

  constructor(connection: KubeConnection, clock: Clock, target: WatchTarget, handlers: WatchHandlers<T>) {
    this.#connection = connection;
    this.#clock = clock;
    this.#target = target;
    this.#handlers = handlers;
    this.#jitter = makeJitter(target.seed ?? 1, target.path);
    const gapMs = target.gapMs ?? DEFAULT_GAP_MS;
    this.#blindness = makeBlindness(clock.now(), gapMs, (gap) => handlers.onGap(gap));
  }

  async run(): Promise<void> {
    const { signal } = this.#target;
    while (!signal.aborted) {
      await this.#clock.sleep(backOffMs(this.#failures, this.#jitter), signal);
      const opened = await this.#open();
      if (opened !== undefined) await this.#follow(opened.stream, opened.abort);
    }
  }

  /** Lists where needed and opens the stream; on failure notes the gap and returns nothing. */
  async #open(): Promise<{ readonly stream: ByteStream; readonly abort: AbortController } | undefined> {
    const abort = new AbortController();
    try {
      const listed = this.#version === undefined ? await this.#list() : undefined;
      const stream = await this.#connection.stream(
        this.#target.path,
        {
          ...this.#target.query,
          watch: true,
          allowWatchBookmarks: true,
          resourceVersion: listed?.version ?? this.#version,
          timeoutSeconds: 240 + Math.floor(this.#jitter() * 61),
        },
        AbortSignal.any([this.#target.signal, abort.signal]),
      );
      if (listed) this.#tellList(listed.objects, listed.receivedAt, listed.version);
      return { stream, abort };
    } catch (error) {
      abort.abort();
      if (!(error instanceof KubeError) || this.#isFinal(error)) throw error;
      // 4xx on a resume: the server no longer has that version (410) or never had it; only a list helps.
      if (error.status >= 400 && error.status < 500 && error.status !== 429) this.#version = undefined;
      this.#failures++;
      this.#blindness.notOpened(error.message);
      return undefined;
    }
  }

  #isFinal(error: KubeError): boolean {
    return !this.#synced && [400, 401, 403, 404, 405].includes(error.status);
  }

  async #list(): Promise<{
    readonly objects: readonly T[];
    readonly version: string | undefined;
    readonly receivedAt: Instant;
  }> {
    const { path, query, signal } = this.#target;
    const answer = await this.#connection.request<KubeList<T>>('GET', path, {
      ...(query ? { query } : {}),
      signal,
    });
    const receivedAt = this.#clock.now();
    return { objects: itemsOf(answer.body), version: answer.body.metadata.resourceVersion, receivedAt };
  }

  #tellList(objects: readonly T[], receivedAt: Instant, version: string | undefined): void {
    const differences = this.#known.replaceWith(objects);
    this.#version = version;
    if (this.#synced) {
      for (const difference of differences) {
        this.#handlers.onChange({ ...difference, receivedAt, synthesized: true });
      }
    } else {
      this.#synced = true;
      this.#blindness.begin(this.#clock.now());
      this.#handlers.onSync(objects, receivedAt);
    }
  }

  async #follow(stream: ByteStream, abort: AbortController): Promise<void> {
    const openedAt = this.#clock.now();
    this.#blindness.opened(openedAt);
    const ended = await followStream<T>(
      this.#clock,
      { stream, abort, idleMs: this.#target.idleMs ?? DEFAULT_IDLE_MS },
      {
        onVersion: (version) => {
          this.#version = version;
        },
        onEvent: (type, object, receivedAt) => {
          this.#blindness.changed(receivedAt);
          this.#known.apply(type, object);
          this.#handlers.onChange({ type, object, receivedAt, synthesized: false });
        },
      },
    );
    if (this.#target.signal.aborted) return;
    // Lines before a 410 are no sign of health: in a storm of them every answer begins with some.
    const told = ended.lines > 0 && ended.historyIntact;
    const healthy = told || this.#clock.now() - openedAt >= HEALTHY_MS;
    this.#failures = healthy || ended.silent ? 0 : this.#failures + 1;
    if (ended.silent) this.#blindness.wentSilent(ended.heardAt, this.#clock.now(), ended.reason);
    else this.#blindness.ended(ended);
    if (!ended.historyIntact) this.#version = undefined;
  }
}
