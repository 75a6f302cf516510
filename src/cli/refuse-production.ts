import { looksLikeProduction } from '../doctor/looks-like-production.ts';
import { ScaleproofError } from '../errors/scaleproof-error.ts';

/** Refuses a cluster whose names look like production unless `--yes` was said; `why` is what would happen to it. */
export function refuseProduction(
  cluster: { readonly context: string; readonly server: string },
  yes: boolean,
  why: string,
): void {
  const seen = looksLikeProduction(cluster);
  if (seen === undefined || yes) return;
  throw new ScaleproofError('usage', `${seen} looks like production`, {
    hint: `${why} Say --yes if that is what you want.`,
  });
}
