import { ScaleproofError } from '../errors/scaleproof-error.ts';

/** What is wrong with a text is said with the name of the text. */
export function naming<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ScaleproofError)) throw error;
    throw new ScaleproofError(error.code, `${name}: ${error.message}`, {
      hint:
        error.hint ?? 'kubectl get hpa NAME -o yaml, or kubectl describe hpa NAME, prints what is read here',
      cause: error,
    });
  }
}
