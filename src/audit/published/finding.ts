/** What the algorithm says of a published text, or of one thing in it. */
export type Standing = 'possible' | 'impossible' | 'not-enough';

/** One thing that was recomputed. */
export interface PublishedFinding {
  readonly standing: Standing;
  /** The line that says the number which was recomputed. */
  readonly line: number;
  /** A sentence with the arithmetic. */
  readonly says: string;
}

/** A finding with the text that its line is of. */
export type NamedFinding = PublishedFinding & { readonly file: string };

/** Joins findings: one impossible thing makes the whole impossible; nothing recomputed is never possible. */
export function standingOf(findings: readonly PublishedFinding[]): Standing {
  if (findings.some(({ standing }) => standing === 'impossible')) return 'impossible';
  const isOpen = findings.length === 0 || findings.some(({ standing }) => standing === 'not-enough');
  return isOpen ? 'not-enough' : 'possible';
}

/** A finding that nothing can explain. */
export function impossible(line: number, says: string): PublishedFinding {
  return { standing: 'impossible', line, says };
}

/** A finding that holds only if something is so that the text does not say. */
export function open(line: number, says: string): PublishedFinding {
  return { standing: 'not-enough', line, says };
}
