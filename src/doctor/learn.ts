import { errorText, ScaleproofError } from '../errors/scaleproof-error.ts';
import { KubeError } from '../kube/kube-error.ts';

/** Something that was asked for: its value, or why it is not known. */
export type Learned<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string; readonly hint?: string };

/** Asks, and takes a refusal or a silence for an answer; only an interrupt is thrown. */
export async function learn<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<Learned<T>> {
  try {
    return { known: true, value: await ask() };
  } catch (error) {
    signal.throwIfAborted();
    const hint = error instanceof ScaleproofError ? error.hint : undefined;
    return { known: false, why: whyNot(error), ...(hint === undefined ? {} : { hint }) };
  }
}

function whyNot(error: unknown): string {
  if (error instanceof KubeError && error.status === 403) return `looking is forbidden: ${error.message}`;
  return errorText(error);
}
