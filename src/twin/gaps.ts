import type { GapSource } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';
import type { TwinSpec } from './twin-spec.ts';

/** What one question of the samplers could not see, as gaps: opened at the first failure, closed by the next answer. */
export class Gap {
  readonly #spec: TwinSpec;
  readonly #source: GapSource;
  #heardAt: Instant;
  #open: { readonly from: Instant; readonly reason: string } | undefined;

  constructor(spec: TwinSpec, source: GapSource) {
    this.#spec = spec;
    this.#source = source;
    this.#heardAt = spec.loop.now;
  }

  /** `problem` is why there was no answer. */
  heard(problem: string | undefined): void {
    const { loop, emit } = this.#spec;
    const common = { kind: 'gap', at: loop.now, source: this.#source } as const;
    if (problem === undefined) {
      if (this.#open) emit({ ...common, ...this.#open, to: loop.now });
      this.#open = undefined;
      this.#heardAt = loop.now;
    } else if (this.#open === undefined) {
      this.#open = { from: this.#heardAt, reason: problem };
      emit({ ...common, ...this.#open, to: null });
    }
  }
}
