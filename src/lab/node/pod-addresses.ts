import { ScaleproofError } from '../../errors/scaleproof-error.ts';

/** Hands out pod addresses of a /16 range, the longest unused first, so that an old connection meets no new pod. */
export class PodAddresses {
  readonly #prefix: string;
  readonly #used = new Set<string>();
  #next = 0;

  /** `range` is a /16 such as `10.244.0.0/16`. */
  constructor(range: string) {
    const match = /^(\d+\.\d+)\.0\.0\/16$/.exec(range);
    if (!match) throw new ScaleproofError('usage', `pod range "${range}" is not a /16 such as 10.244.0.0/16`);
    this.#prefix = match[1] ?? '';
  }

  /** Takes `wanted` if it is free and in the range, else the next free address. */
  take(wanted?: string): string {
    if (wanted?.startsWith(`${this.#prefix}.`) && !this.#used.has(wanted)) {
      this.#used.add(wanted);
      return wanted;
    }
    for (let tries = 0; tries < 254 * 250; tries++) {
      const number = this.#next++ % (254 * 250);
      const address = `${this.#prefix}.${Math.floor(number / 250)}.${(number % 250) + 2}`;
      if (this.#used.has(address)) continue;
      this.#used.add(address);
      return address;
    }
    throw new ScaleproofError('target-unavailable', `no free pod address left in ${this.#prefix}.0.0/16`);
  }

  free(address: string): void {
    this.#used.delete(address);
  }
}
