import type { ReportInput } from './report.ts';

/** Makes a function of a run compute once for each, and remember it for as long as the run is kept: reports hold parts of each other. */
export function oncePerInput<T>(compute: (input: ReportInput) => T): (input: ReportInput) => T {
  const known = new WeakMap<ReportInput, { readonly value: T }>();
  return (input) => {
    const found = known.get(input) ?? { value: compute(input) };
    known.set(input, found);
    return found.value;
  };
}
