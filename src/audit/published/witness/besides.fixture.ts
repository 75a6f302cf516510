import { auditPublished, type PublishedText } from '../audit-published.ts';
import { STOCK, withOneNumberChanged } from '../changed-numbers.fixture.ts';
import type { RunWitness } from './run-witness.ts';

/** What became of the texts in which one number was changed, a line each that is not impossible, and how many there were. */
export interface Changed {
  readonly changed: number;
  /** `from -> to: verdict, line (why it is open)`. */
  readonly notImpossible: readonly string[];
}

/** Changes each number of each text once and judges that text beside the others and a run, by what the number counts. */
export function changedBeside(
  texts: readonly PublishedText[],
  witness: RunWitness,
): Readonly<Record<string, Changed>> {
  const score: Record<string, { changed: number; notImpossible: string[] }> = {};
  for (const { name, text } of texts) {
    const beside = texts.filter((one) => one.name !== name);
    for (const { what, from, to, line, text: changed } of withOneNumberChanged(text)) {
      const { verdict, findings } = auditPublished([{ name, text: changed }, ...beside], STOCK, witness);
      score[what] ??= { changed: 0, notImpossible: [] };
      score[what].changed++;
      if (verdict === 'impossible') continue;
      const why = findings
        .filter(({ standing }) => standing === 'not-enough')
        .map(({ says }) => ` (${says})`);
      const now = changed.split('\n')[line - 1]!.trim();
      score[what].notImpossible.push(`${from} -> ${to}: ${verdict}, ${now}${why.join('')}`);
    }
  }
  return score;
}
