import type { PlayEntry } from '../plan/deal-entries.ts';
import type { Plan } from '../plan/plan.ts';
import type { RequestObservation } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import { LAB } from './lab-figures.ts';
import type { TwinPod } from './pod.ts';
import type { Service } from './service.ts';
import type { StyledImage } from './serving-options.ts';
import type { TwinSpec } from './twin-spec.ts';

/** A connection of the load generator; to one pod for as long as it stands. */
interface Connection {
  readonly pod: TwinPod;
  open: boolean;
}

/** An answer, or its absence. */
type Ending = Pick<RequestObservation, 'outcome' | 'status'> & { readonly detail?: string };

/** How the load generator sends: its connections, one pool a VU, the newest idle one first, as k6 keeps them. */
export class Clients {
  readonly #spec: TwinSpec;
  readonly #plan: Plan;
  readonly #service: Service;
  readonly #idle: Connection[][];
  readonly #openTo = new Map<string, number>();

  constructor(spec: TwinSpec, plan: Plan, service: Service, vus: number) {
    this.#spec = spec;
    this.#plan = plan;
    this.#service = service;
    this.#idle = Array.from({ length: vus }, () => []);
  }

  openTo(pod: string): number {
    return this.#openTo.get(pod) ?? 0;
  }

  /** The pod's process has ended: connections to it that rest are closed. */
  drop(pod: TwinPod): void {
    for (const pool of this.#idle) for (const one of pool) if (one.pod === pod) this.#close(one);
  }

  /** Everything is over: the generator lets go of its connections. */
  closeAll(): void {
    for (const pool of this.#idle) for (const one of pool.splice(0)) this.#close(one);
  }

  /** Sends one image; `done` hears of it once. */
  send(
    index: number,
    entry: PlayEntry,
    image: StyledImage,
    loadStart: Instant,
    done: (request: RequestObservation) => void,
  ): void {
    const { loop } = this.#spec;
    const sentAt = loop.now;
    const pool = this.#idle[index % this.#idle.length]!;
    const reused = takeOpen(pool);
    const connection = reused ?? this.#connect();
    let isOver = false;
    const end = (ending: Ending, keep: boolean) => {
      if (isOver) return;
      isOver = true;
      if (connection) this.#settle(pool, connection, keep);
      done(this.#requestOf(entry, loadStart, sentAt, ending, connection?.pod));
    };
    if (connection === undefined) {
      loop.after(LAB.connect, () => end(REFUSED, false));
      return;
    }
    loop.after(this.#plan.scenario.load.timeout, () => end(TIMED_OUT, false));
    loop.after(reused ? 0 : LAB.connect, () => {
      const { process } = connection.pod;
      if (process === undefined || (!reused && !process.listening)) return end(REFUSED, false);
      process.receive({
        image,
        isAbandoned: () => isOver,
        answered: (status) =>
          end({ outcome: status === 200 ? 'ok' : 'rejected', status }, entry[3] === 0 && !process.draining),
        broken: () => end(BROKEN, false),
      });
    });
  }

  #connect(): Connection | undefined {
    const pod = this.#service.choose();
    if (pod === undefined) return undefined;
    this.#openTo.set(pod.name, this.openTo(pod.name) + 1);
    return { pod, open: true };
  }

  #settle(pool: Connection[], connection: Connection, keep: boolean): void {
    if (keep && connection.pod.process !== undefined) pool.push(connection);
    else this.#close(connection);
  }

  #close(connection: Connection): void {
    if (!connection.open) return;
    connection.open = false;
    this.#openTo.set(connection.pod.name, this.openTo(connection.pod.name) - 1);
  }

  #requestOf(
    entry: PlayEntry,
    loadStart: Instant,
    sentAt: Instant,
    ending: Ending,
    pod: TwinPod | undefined,
  ): RequestObservation {
    const { stages } = this.#plan;
    const stage =
      stages.find(({ startMs, endMs }) => entry[0] >= startMs && entry[0] < endMs) ?? stages.at(-1);
    const at = this.#spec.loop.now;
    return {
      kind: 'request',
      at,
      intendedAt: loadStart + entry[0],
      sentAt,
      durationMs: at - sentAt,
      stage: stage?.name ?? '',
      ...ending,
      // Only an answer says which pod it came from.
      ...(ending.status === 200 && pod ? { pod: pod.name } : {}),
    };
  }
}

const REFUSED: Ending = { outcome: 'lost', status: 0, detail: 'dial: connection refused' };
const BROKEN: Ending = { outcome: 'lost', status: 0, detail: 'EOF' };
const TIMED_OUT: Ending = { outcome: 'lost', status: 0, detail: 'request timeout' };

function takeOpen(pool: Connection[]): Connection | undefined {
  for (let last = pool.pop(); last !== undefined; last = pool.pop()) if (last.open) return last;
  return undefined;
}
