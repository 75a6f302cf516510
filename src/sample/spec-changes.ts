import type { HpaSpecObservation } from './observation.ts';

/** One edit of the HPA's spec: what it changed, and who did it as far as the object tells. */
export interface SpecEdit {
  readonly after: HpaSpecObservation;
  /** A field each, for example `maxReplicas 10 -> 4`. */
  readonly changes: readonly string[];
}

/** The edits that the specs on record show, in order of time. */
export function specEdits(specs: readonly HpaSpecObservation[]): readonly SpecEdit[] {
  return specs.flatMap((after, index) => {
    const before = specs[index - 1];
    if (before === undefined || before.specVersion === after.specVersion) return [];
    return [{ after, changes: changesIn(before.spec, after.spec, '') }];
  });
}

/** An edit in half a sentence: `maxReplicas 10 -> 4 (kubectl-edit)`. */
export function describeEdit({ after, changes }: SpecEdit): string {
  const what = changes.length === 0 ? 'nothing but its version' : changes.join(', ');
  return after.writer === undefined ? what : `${what} (${after.writer})`;
}

function changesIn(before: unknown, after: unknown, path: string): readonly string[] {
  const [was, is] = [childrenOf(before), childrenOf(after)];
  if (was === undefined || is === undefined) {
    return show(before) === show(after) ? [] : [`${path} ${show(before)} -> ${show(after)}`];
  }
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const isList = Array.isArray(before) && Array.isArray(after);
  return keys.flatMap((key) => changesIn(was[key], is[key], isList ? `${path}[${key}]` : below(path, key)));
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function childrenOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
