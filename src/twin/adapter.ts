import type { Instant } from '../units/instant.ts';
import { nextBeat } from './event-loop.ts';
import { adapterMaxAgeMs, type Prometheus } from './prometheus.ts';
import { seriesOf, type TwinSpec } from './twin-spec.ts';

/** What custom.metrics.k8s.io answers: values of the pods that have one, or why there are none. */
export type AdapterAnswer =
  | { readonly status: 200; readonly items: readonly { readonly pod: string; readonly milli: number }[] }
  | { readonly status: 404 | 500 | 503; readonly problem: string };

/** prometheus-adapter: lists the metric at its own beat, and asks Prometheus at every question. */
export class Adapter {
  readonly #spec: TwinSpec;
  readonly #prometheus: Prometheus;
  #isListed = false;
  #upFrom: Instant = Number.NEGATIVE_INFINITY;

  /** It lists when it starts, and at every interval after that. */
  constructor(spec: TwinSpec, prometheus: Prometheus, startedAt: Instant) {
    const { loop, timing } = spec;
    this.#spec = spec;
    this.#prometheus = prometheus;
    loop.every(nextBeat(startedAt, timing.relistIntervalMs, loop.now), timing.relistIntervalMs, () =>
      this.#relist(),
    );
  }

  /** Killed: nobody answers for a while, and the one that comes back lists everything anew. */
  kill(downMs: number): void {
    const { loop } = this.#spec;
    this.#upFrom = loop.now + downMs;
    this.#isListed = false;
    loop.after(downMs, () => this.#relist());
  }

  ask(pods: readonly string[]): AdapterAnswer {
    const { loop, scenario, timing } = this.#spec;
    const { name } = scenario.hpa.metric;
    if (loop.now < this.#upFrom)
      return { status: 503, problem: 'the server is currently unable to handle the request' };
    if (!this.#isListed)
      return { status: 404, problem: `the server could not find the metric ${name} for pods` };
    if (!this.#prometheus.isUp)
      return { status: 500, problem: 'Internal error occurred: unable to fetch metrics' };
    const items: { pod: string; milli: number }[] = [];
    for (const pod of pods) {
      const value = this.#prometheus.valueOf(pod, timing.queryWindowMs);
      if (value !== undefined) items.push({ pod, milli: Math.trunc(value * 1000) });
    }
    return { status: 200, items };
  }

  #relist(): void {
    const { loop, scenario } = this.#spec;
    if (loop.now < this.#upFrom || !this.#prometheus.isUp) return;
    // The twin's exporters have one series; a rule for another one finds nothing.
    const isAskedFor = scenario.pipeline.adapterSeries === seriesOf(this.#spec);
    this.#isListed = isAskedFor && this.#prometheus.hasSince(loop.now - adapterMaxAgeMs(this.#spec));
  }
}
