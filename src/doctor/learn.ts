import { errorText } from '../errors/scaleproof-error.ts';
import { KubeError } from '../kube/kube-error.ts';

/** Something that was asked for: its value, or why it is not known. */
export type Learned<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string };

/** Asks, and takes a refusal or a silence for an answer; only an interrupt is thrown. */
export async function learn<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<Learned<T>> {
  try {
    return { known: true, value: await ask() };
  } catch (error) {
    signal.throwIfAborted();
    return { known: false, why: whyNot(error) };
  }
}

function whyNot(error: unknown): string {
  if (error instanceof KubeError && error.status === 403) return `looking is forbidden: ${error.message}`;
  return errorText(error);
}
