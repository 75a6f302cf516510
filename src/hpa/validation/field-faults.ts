/** Collects what is wrong with an object, in the API server's words. Go: `field.ErrorList`. */
export class FieldFaults {
  readonly #faults: string[] = [];

  required(path: string, detail: string): void {
    this.#faults.push(`${path}: Required value${detail === '' ? '' : `: ${detail}`}`);
  }

  /** `value` as JSON shows it. */
  invalid(path: string, value: string | number, detail: string): void {
    this.#faults.push(`${path}: Invalid value: ${JSON.stringify(value)}: ${detail}`);
  }

  unsupported(path: string, value: string, supported: readonly string[]): void {
    const list = supported.map((one) => JSON.stringify(one)).join(', ');
    this.#faults.push(`${path}: Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`);
  }

  forbidden(path: string, detail: string): void {
    this.#faults.push(`${path}: Forbidden: ${detail}`);
  }

  /** All of them in one text; `undefined` when there is none. Go: `ErrorList.ToAggregate`. */
  text(): string | undefined {
    const distinct = [...new Set(this.#faults)];
    return distinct.length > 1 ? `[${distinct.join(', ')}]` : distinct[0];
  }
}
