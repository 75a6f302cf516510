import { shareCorpus } from '../plan/corpus-shares.ts';
import { dealEntries, type PlayEntry, vusFor } from '../plan/deal-entries.ts';
import type { Plan } from '../plan/plan.ts';
import { seededRandom } from '../plan/random.ts';
import type { RequestObservation } from '../sample/observation.ts';
import { answerSize } from '../scenario/answer-size.ts';
import type { Instant } from '../units/instant.ts';
import { Clients } from './clients.ts';
import type { Service } from './service.ts';
import { type ServingModel, type StyledImage, styledImage } from './serving-options.ts';
import type { TwinSpec } from './twin-spec.ts';

/** The load of a plan in virtual time: the same arrivals, images and connections as the real generator deals out. */
export class Load {
  readonly #spec: TwinSpec;
  readonly #plan: Plan;
  readonly #entries: readonly PlayEntry[];
  readonly #images: readonly StyledImage[];
  readonly clients: Clients;
  #startedAt: Instant | undefined;
  #isOver = false;
  #answered = 0;

  constructor(spec: TwinSpec, plan: Plan, service: Service, model: ServingModel) {
    const { load } = plan.scenario;
    const corpus = shareCorpus(load.images, seededRandom(plan.seed));
    this.#spec = spec;
    this.#plan = plan;
    this.#entries = dealEntries(plan, corpus.length);
    this.#images = corpus.map((image) => styledImage(image, load.size, model.kernelMs));
    this.clients = new Clients(spec, plan, service, vusFor(plan));
  }

  get startedAt(): Instant | undefined {
    return this.#startedAt;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Load start is now. */
  start(): void {
    const { loop, emit } = this.#spec;
    const { stages, loadMs } = this.#plan;
    const startedAt = loop.now;
    this.#startedAt = startedAt;
    emit({ kind: 'load', at: startedAt, edge: 'start' });
    // Ends are planned first, so that where one stage ends and the next begins the end is told first.
    for (const { name, endMs } of stages) this.#planEdge(startedAt + endMs, 'stage-end', name);
    for (const { name, startMs } of stages) this.#planEdge(startedAt + startMs, 'stage-start', name);
    loop.at(startedAt + loadMs, () => this.#endIfDone());
    this.#planNext(0, startedAt);
  }

  /** The generator is killed: nothing more is sent, and nobody hears the answers that are on their way. */
  kill(): string {
    if (this.#isOver || this.#startedAt === undefined) return 'k6 was not running';
    this.#end({ completed: false, detail: 'k6 was killed by SIGKILL' });
    return 'killed k6 of the twin';
  }

  /** The generator is told to stop before its time: nothing more is sent. */
  stop(): void {
    if (this.#isOver || this.#startedAt === undefined) return;
    this.#end({ completed: false, detail: 'the load was stopped' });
  }

  #planEdge(at: Instant, edge: 'stage-start' | 'stage-end', stage: string): void {
    this.#spec.loop.at(at, () => {
      if (!this.#isOver) this.#spec.emit({ kind: 'load', at, edge, stage });
    });
  }

  /** One arrival plans the next, so that a long load does not fill the queue of events. */
  #planNext(index: number, startedAt: Instant): void {
    const entry = this.#entries[index];
    if (entry === undefined) return;
    this.#spec.loop.at(startedAt + entry[0], () => {
      if (this.#isOver) return;
      const image = this.#images[entry[1]]!;
      this.clients.send(index, entry, image, startedAt, (request) => this.#take(entry, image, request));
      this.#planNext(index + 1, startedAt);
    });
  }

  #take(entry: PlayEntry, image: StyledImage, request: RequestObservation): void {
    if (this.#isOver) return;
    this.#answered++;
    this.#spec.emit(request);
    if (entry[4] === 1 && request.outcome === 'ok') {
      const { load } = this.#plan.scenario;
      const expectedLongestSide = answerSize(load) ?? load.size;
      const scale = expectedLongestSide / load.size;
      this.#spec.emit({
        kind: 'image',
        at: request.at,
        width: Math.round(image.width * scale),
        height: Math.round(image.height * scale),
        expectedLongestSide,
        differsFromInput: true,
      });
    }
    this.#endIfDone();
  }

  #endIfDone(): void {
    const { loop } = this.#spec;
    const isDue = loop.now >= (this.#startedAt ?? 0) + this.#plan.loadMs;
    if (!this.#isOver && isDue && this.#answered === this.#entries.length) this.#end({ completed: true });
  }

  #end(how: { readonly completed: boolean; readonly detail?: string }): void {
    const { loop, emit } = this.#spec;
    this.#isOver = true;
    this.clients.closeAll();
    const dropped = this.#entries.length - this.#answered;
    emit({ kind: 'load', at: loop.now, edge: 'stop', detail: 'the end of its process' });
    emit({ kind: 'load', at: loop.now, edge: 'end', ...how, dropped });
    emit({
      kind: 'load',
      at: loop.now,
      edge: 'stopped',
      completed: true,
      detail: 'the sender of the twin is gone',
    });
  }
}
