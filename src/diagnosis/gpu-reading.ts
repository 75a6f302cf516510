import { podOf } from '../sample/gpu-pod.ts';
import type { GpuSample } from '../sample/observation.ts';
import type { Instant } from '../units/instant.ts';

/** A sample of a GPU seen as a reading of the signal. A view and no copy: a record of an hour holds a million of them. */
export class GpuReading {
  readonly #sample: GpuSample & { readonly value: number };

  constructor(sample: GpuSample & { readonly value: number }) {
    this.#sample = sample;
  }

  get at(): Instant {
    return this.#sample.sampledAt;
  }

  get seenAt(): Instant {
    return this.#sample.at;
  }

  get value(): number {
    return this.#sample.value;
  }

  get of(): string {
    return podOf(this.#sample) ?? this.#sample.labels.UUID ?? 'a GPU';
  }
}
